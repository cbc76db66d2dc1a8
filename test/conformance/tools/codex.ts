// https://developers.openai.com/codex/config-reference
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tool } from './tool.ts'

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
  upstreams: ['chat', 'messages'],

  callsFor: ({ tools }, files) =>
    tools.includes('exec_command')
      ? files.map((file, index) => ({
          id: `call_shell_${index}`,
          name: 'exec_command',
          input: { cmd: `cat '${file}'` },
        }))
      : [],

  prepare({ gatewayUrl, homeDir, model, prompt, token }) {
    writeFileSync(
      join(homeDir, 'config.toml'),
      `model = "${model}"
model_provider = "gatehouse"
web_search = "disabled"
check_for_update_on_startup = false

[model_providers.gatehouse]
name = "Gatehouse"
base_url = "${gatewayUrl}/v1"
wire_api = "responses"
env_key = "GATEHOUSE_TOKEN"

[analytics]
enabled = false
`,
    )
    return {
      args: ['exec', '--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check', prompt],
      environment: { CODEX_HOME: homeDir, GATEHOUSE_TOKEN: token },
    }
  },
}
