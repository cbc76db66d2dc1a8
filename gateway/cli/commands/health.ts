import type { HealthEvent, HealthReport, SubjectHealthView } from '../../contract/health.ts'
import type { Command, CommandContext } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { countText, durationText, timeText } from '../words.ts'

const columns: readonly Column<SubjectHealthView>[] = [
  { title: 'PROVIDER', text: ({ providerId }) => providerId },
  { title: 'KEY', text: ({ keyId }) => keyId ?? '-' },
  { title: 'MODEL', text: ({ model }) => model ?? 'all' },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'UNTIL', text: ({ untilMs }) => timeText(untilMs) },
  { title: 'RUNNING', text: ({ running }) => countText(running), align: 'end' },
  { title: 'FAILED', text: ({ failuresInARow }) => countText(failuresInARow), align: 'end' },
  { title: 'FIRST TOKEN', text: ({ speed }) => durationText(speed?.firstTokenMs ?? null), align: 'end' },
  { title: 'REASON', text: ({ reason, lastFailure }) => reason || (lastFailure?.reason ?? '') },
]

const eventColumns: readonly Column<HealthEvent>[] = [
  { title: 'AT', text: ({ atMs }) => timeText(atMs) },
  { title: 'EVENT', text: ({ type }) => type },
  { title: 'WHERE', text: ({ providerId, model }) => [providerId, model].filter(Boolean).join('/') || '-' },
  { title: 'REASON', text: ({ reason }) => reason },
]
const eventsShown = 10

const show: Command = {
  words: 'health',
  usage: '',
  summary: 'How providers and models do: which may be asked, which are left out until when, and why.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    tell(await withAdmin(home, context, ({ admin }) => admin.health({})), json, context)
    return 0
  },
}

const reset: Command = {
  words: 'health reset',
  usage: 'PROVIDER',
  summary: 'Let a provider be asked again now: forget its faults, pauses and refused keys.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['PROVIDER'])
    const [providerId = ''] = operands
    const report = await withAdmin(home, context, ({ admin }) => admin.resetHealth({ providerId }))
    context.print(json ? printableJson(report) : `${providerId} may be asked again.`)
    return 0
  },
}

// The longer name comes first, because the shorter one is its beginning.
export const healthCommands = [reset, show] as const

function tell(report: HealthReport, json: boolean | undefined, context: CommandContext): void {
  if (json) {
    context.print(printableJson(report))
    return
  }
  const { offline, subjects, events } = report
  if (offline) context.print('This machine has no network.')
  if (subjects.length === 0) context.print('Nothing was asked in this run.')
  else for (const line of formatTable(columns, subjects)) context.print(line)
  if (events.length === 0) return
  context.print('')
  for (const line of formatTable(eventColumns, events.slice(0, eventsShown))) context.print(line)
}
