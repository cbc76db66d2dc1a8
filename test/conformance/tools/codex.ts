// https://developers.openai.com/codex/config-reference
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Tool, thinking } from './tool.ts'

const vendors: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
}
const machine = `${process.platform}-${process.arch}`
const program = process.platform === 'win32' ? 'codex.exe' : 'codex'

export const tool: Tool = {
  name: 'Codex',
  package: '@openai/codex',
  version: '0.171.0',
  binary: vendors[machine] && `@openai/codex-${machine}/vendor/${vendors[machine]}/bin/${program}`,
  cases: [
    { upstream: 'chat', model: 'deepseek-v4-pro', returns: thinking.reasoning },
    // Offered a patch, whose input is text, not JSON.
    { upstream: 'chat', model: 'gpt-5.5', returns: '' },
    { upstream: 'messages', returns: thinking.signature },
    // Offered a program that calls the other tools. It is in a namespace, which stands in the input.
    { upstream: 'messages', model: 'gpt-6.2-sol', returns: thinking.signature },
  ],

  callsFor({ tools }, { sources, target, text }) {
    const prints = sources.map(file => `cat '${file}'`)
    const write = `printf '%s' '${text}' > '${target}'`
    if (tools.includes('functions__exec')) {
      const program = [...prints, write]
        .map(cmd => `text((await tools.exec_command(${JSON.stringify({ cmd })})).output)\n`)
        .join('')
      return [{ id: 'call_program', name: 'functions__exec', input: { input: program } }]
    }
    if (!tools.includes('exec_command')) return []
    const shell = (cmd: string, index: number) => ({
      id: `call_shell_${index}`,
      name: 'exec_command',
      input: { cmd },
    })
    if (!tools.includes('apply_patch')) return [...prints, write].map(shell)
    const input = `*** Begin Patch\n*** Add File: ${target}\n+${text}\n*** End Patch\n`
    return [...prints.map(shell), { id: 'call_patch', name: 'apply_patch', input: { input } }]
  },

  prepare({ gatewayUrl, homeDir, model, prompt, token }) {
    writeFileSync(
      join(homeDir, 'config.toml'),
      `model = "${model}"
model_provider = "gatehouse"
check_for_update_on_startup = false

[model_providers.gatehouse]
name = "Gatehouse"
base_url = "${gatewayUrl}/v1"
wire_api = "responses"
env_key = "GATEHOUSE_TOKEN"

[analytics]
enabled = false

[features]
plugins = false
`,
    )
    return {
      args: ['exec', '--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check', prompt],
      environment: { CODEX_HOME: homeDir, GATEHOUSE_TOKEN: token },
    }
  },
}
