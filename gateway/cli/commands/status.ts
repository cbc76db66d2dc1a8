import type { GatewayStatus } from '../../contract/admin.ts'
import type { Instance } from '../../lifecycle/instance-file.ts'
import type { Command } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { printableJson } from '../table.ts'
import { moneyText, timeText } from '../words.ts'

export const statusCommand: Command = {
  words: 'status',
  usage: '',
  summary: 'What runs on this home folder, and what needs attention.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    await withAdmin(home, context, async ({ admin, running }) => {
      const status = await admin.readStatus({})
      if (json) return context.print(printableJson({ running: running !== undefined, ...status }))
      for (const line of describeStatus(status, running)) context.print(line)
    })
    return 0
  },
}

function describeStatus(status: GatewayStatus, running: Instance | undefined): readonly string[] {
  const { vault, recovered } = status
  const lines = [
    running === undefined
      ? `Gatehouse ${status.version} is not running`
      : `Gatehouse ${status.version} runs as pid ${status.pid} since ${timeText(status.startedAtMs)}`,
    `Home       ${status.homeDir}`,
    `Vault      ${vault.kind}${vault.available ? '' : `, unavailable: ${vault.reason}`}`,
    `Providers  ${status.providers}${status.sandbox ? ' and the sandbox' : ''}`,
    `Clients    ${status.clients}`,
  ]
  if (running !== undefined) {
    lines.push(
      `Gateway    ${running.gatewayUrl}`,
      `Dashboard  ${running.adminUrl}/#token=${running.adminToken}`,
      `In flight  ${status.requestsInFlight}`,
    )
  }
  if (status.unauthenticated.length > 0) {
    const kinds = status.unauthenticated.map(({ code, requests }) => `${requests} ${code}`)
    lines.push(`No token   ${kinds.join(', ')}; counted since the start, not in the log`)
  }
  if (recovered.requests > 0) {
    lines.push(
      `Recovered  ${recovered.requests} after a crash, ${moneyText(recovered.costNanoUsd)} as estimated`,
    )
  }
  return [...lines, ...status.warnings.map(warning => `Warning    ${warning}`)]
}
