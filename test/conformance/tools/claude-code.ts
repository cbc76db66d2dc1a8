// https://code.claude.com/docs/en/llm-gateway
import { type Tool, thinking } from './tool.ts'

const machine = `${process.platform}-${process.arch}`
const program = process.platform === 'win32' ? 'claude.exe' : 'claude'

export const tool: Tool = {
  name: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.332',
  binary: `@anthropic-ai/claude-code-${machine}/${program}`,
  cases: [
    // Refuses a request from which its thinking is missing.
    { upstream: 'chat', model: 'deepseek-v4-pro', returns: thinking.reasoning },
    { upstream: 'gemini', returns: thinking.signature },
  ],

  callsFor({ tools }, { sources: [first = '', ...others], target, text }) {
    if (!['Read', 'Bash', 'Write'].every(name => tools.includes(name))) return []
    return [
      { id: 'call_read', name: 'Read', input: { file_path: first } },
      ...others.map((file, index) => ({
        id: `call_bash_${index}`,
        name: 'Bash',
        input: { command: `cat '${file}'`, description: 'Print the file' },
      })),
      { id: 'call_write', name: 'Write', input: { file_path: target, content: text } },
    ]
  },

  prepare: ({ gatewayUrl, homeDir, model, prompt, token }) => ({
    args: ['--print', '--model', model, '--allowedTools', 'Read', 'Bash', 'Write', '--', prompt],
    environment: {
      CLAUDE_CONFIG_DIR: homeDir,
      ANTHROPIC_BASE_URL: gatewayUrl,
      ANTHROPIC_AUTH_TOKEN: token,
      // For its small tasks, such as the title of a conversation.
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_ERROR_REPORTING: '1',
      DISABLE_TELEMETRY: '1',
    },
  }),
}
