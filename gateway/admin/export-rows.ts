// Requests as the lines of a file. Pure.
import type { ExportFormat } from '../contract/request-list.ts'
import type { RequestRow } from '../contract/requests.ts'
import { toDecimalUsd } from '../contract/units.ts'

type Cell = string | number | boolean | null

const columns = {
  startedAt: row => new Date(row.startedAtMs).toISOString(),
  requestId: row => row.requestId,
  client: row => row.clientName ?? row.clientId,
  person: row => row.personId,
  team: row => row.teamId,
  project: row => row.project,
  purpose: row => row.purpose,
  path: row => row.path,
  format: row => row.format,
  provider: row => row.providerId,
  model: row => row.model,
  streaming: row => row.streaming,
  sandbox: row => row.sandbox,
  outcome: row => row.outcome,
  status: row => row.status,
  error: row => row.errorCode,
  refusedBy: row => (row.refusedBy.length === 0 ? null : row.refusedBy.join('; ')),
  inputTokens: row => row.inputTokens,
  outputTokens: row => row.outputTokens,
  costUsd: row => (row.costNanoUsd === null ? null : toDecimalUsd(BigInt(row.costNanoUsd))),
  certainty: row => row.certainty,
  firstTokenMs: row => row.timeToFirstTokenMs,
  durationMs: row => row.durationMs,
  cache: row => row.cacheOutcome,
} as const satisfies Record<string, (row: RequestRow) => Cell>

const cells: readonly (readonly [string, (row: RequestRow) => Cell])[] = Object.entries(columns)

/** The names of the columns, in the formats that have any. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${Object.keys(columns).join(',')}\r\n` : ''
}

export function exportRows(format: ExportFormat, rows: readonly RequestRow[]): string {
  const line = format === 'csv' ? csvLine : jsonLine
  return rows.map(line).join('')
}

function jsonLine(row: RequestRow): string {
  return `${JSON.stringify(Object.fromEntries(cells.map(([name, read]) => [name, read(row)])))}\n`
}

/** https://www.rfc-editor.org/rfc/rfc4180 */
function csvLine(row: RequestRow): string {
  return `${cells.map(([, read]) => csvCell(read(row))).join(',')}\r\n`
}

/**
 * Spreadsheets run a text that begins like a formula, and callers choose such texts: a model's name, a path. The apostrophe
 * makes them show it. What is a negative number alone is harmless. https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  // Other control characters would reach a terminal.
  const shown = value.replace(/[^\P{Cc}\t\r\n]/gu, '')
  const text = /^[=+\-@\t\r\n]/.test(shown) && !/^-\d+(\.\d+)?$/.test(shown) ? `'${shown}` : shown
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
