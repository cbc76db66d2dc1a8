// https://code.claude.com/docs/en/llm-gateway
import type { Call } from '../translation/question.ts'
import type { Tool } from './tool.ts'

const machine = `${process.platform}-${process.arch}`
const program = process.platform === 'win32' ? 'claude.exe' : 'claude'

export const tool: Tool = {
  name: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.332',
  binary: `@anthropic-ai/claude-code-${machine}/${program}`,
  upstreams: ['chat', 'gemini'],

  /** The first file with its own reader, each other one in a shell, all in the same turn. */
  callsFor: ({ tools }, [first = '', ...others]): readonly Call[] =>
    tools.includes('Read') && tools.includes('Bash')
      ? [
          { id: 'call_read', name: 'Read', input: { file_path: first } },
          ...others.map((file, index) => ({
            id: `call_bash_${index}`,
            name: 'Bash',
            input: { command: `cat '${file}'`, description: 'Print the file' },
          })),
        ]
      : [],

  prepare: ({ gatewayUrl, homeDir, model, prompt, token }) => ({
    args: ['--print', '--model', model, '--allowedTools', 'Read', 'Bash', '--', prompt],
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
