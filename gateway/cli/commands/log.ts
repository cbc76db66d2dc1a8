import { setTimeout } from 'node:timers/promises'
import type { AdminApi } from '../../contract/admin.ts'
import type { RequestFilter } from '../../contract/request-list.ts'
import type { RequestRow } from '../../contract/requests.ts'
import { type Command, type CommandContext, CommandError } from '../command.ts'
import { logFilterHelp, logFilterOptions, readLogFilter } from '../log-filter.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand, parseInteger } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { countText, durationText, moneyText, timeText } from '../words.ts'

const pollMs = 500
const pageRows = 500

// With --follow, rows are printed one by one as they come. Minimum widths keep their columns aligned.
const columns: readonly Column<RequestRow>[] = [
  { title: 'TIME', text: row => timeText(row.startedAtMs), minimumWidth: 19 },
  { title: 'CLIENT', text: row => row.clientName ?? '-', minimumWidth: 12 },
  { title: 'PROVIDER', text: row => row.providerId ?? '-', minimumWidth: 10 },
  { title: 'MODEL', text: modelText, minimumWidth: 24 },
  { title: 'STATUS', text: row => String(row.status), align: 'end' },
  { title: 'OUTCOME', text: row => row.outcome, minimumWidth: 15 },
  { title: 'IN', text: row => countText(row.inputTokens), align: 'end', minimumWidth: 7 },
  { title: 'OUT', text: row => countText(row.outputTokens), align: 'end', minimumWidth: 7 },
  { title: 'COST', text: costText, align: 'end', minimumWidth: 16 },
  { title: 'FIRST', text: row => durationText(row.timeToFirstTokenMs), align: 'end', minimumWidth: 7 },
  { title: 'TOTAL', text: row => durationText(row.durationMs), align: 'end', minimumWidth: 7 },
]

export const logCommand: Command = {
  words: 'log',
  usage: '[--follow] [--limit N] [FILTER ...]',
  summary: [
    'The latest requests, oldest first; --follow adds new ones as they end (with --json one a line).',
    ...logFilterHelp,
  ].join('\n      '),
  async run(args, context) {
    const options = parseCommand(args, { follow: 'flag', limit: 'text', ...logFilterOptions })
    const { home, json = false, follow = false, limit = '20' } = options
    const rowLimit = parseInteger(limit, '--limit', 1, pageRows)
    await withAdmin(home, context, async ({ admin, running }) => {
      if (follow && running === undefined) throw new CommandError('No Gatehouse is running to follow.')
      const filter = await readLogFilter(options, admin)
      const page = await admin.listRequests({ ...filter, offset: 0, limit: rowLimit })
      const rows = page.rows.toReversed()
      if (!follow) return printRows(rows, json, context)
      printFollowed(rows, json, true, context)
      // The list is in the order in which requests began, so its last row need not be the one that ended last.
      await followLog(admin, filter, page.newest, json, context)
    })
    return 0
  },
}

async function followLog(
  admin: AdminApi,
  filter: RequestFilter,
  seen: number,
  json: boolean,
  context: CommandContext,
): Promise<void> {
  const ended = AbortSignal.any([context.stopSignal(), context.outputClosed])
  let after = seen
  while (!ended.aborted) {
    const { rows } = await admin.listRequests({ ...filter, offset: 0, limit: pageRows, after })
    printFollowed(rows, json, false, context)
    after = rows.at(-1)?.sequence ?? after
    if (rows.length < pageRows) await setTimeout(pollMs, undefined, { signal: ended }).catch(() => undefined)
  }
}

function printRows(rows: readonly RequestRow[], json: boolean, context: CommandContext): void {
  if (json) context.print(printableJson(rows))
  else for (const line of formatTable(columns, rows)) context.print(line)
}

function printFollowed(
  rows: readonly RequestRow[],
  json: boolean,
  withTitles: boolean,
  context: CommandContext,
): void {
  const lines = json ? rows.map(printableJson) : formatTable(columns, rows).slice(withTitles ? 0 : 1)
  for (const line of lines) context.print(line)
}

/** The model, or the path of a request that names no model, such as one for the list of models. */
function modelText({ model, purpose, path }: RequestRow): string {
  if (model === null) return purpose === 'answer' ? '-' : path
  return purpose === 'answer' ? model : `${model} (${purpose})`
}

function costText(row: RequestRow): string {
  if (row.sandbox) return 'sandbox'
  return row.certainty === 'estimated' ? `~${moneyText(row.costNanoUsd)}` : moneyText(row.costNanoUsd)
}
