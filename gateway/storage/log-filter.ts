// The conditions and the order of lists of requests, as SQL. The SQL is fixed text, and whatever a person chose or typed is
// only passed as a parameter.
import type { RequestFilter, RequestSort } from '../contract/request-list.ts'

export type LogValue = string | number | null

export interface LogFilter {
  /** Begins with ` AND ` where there is any condition. */
  readonly where: string
  readonly values: readonly LogValue[]
}

const columns = {
  outcomes: 'outcome',
  clientIds: 'client_id',
  providerIds: 'provider_id',
  models: 'model',
  personIds: 'person_id',
} as const satisfies Partial<Record<keyof RequestFilter, string>>
const trees = { teamIds: 'team_id', projects: 'project' } as const satisfies Partial<
  Record<keyof RequestFilter, string>
>

export function filterOf(filter: RequestFilter): LogFilter {
  const clauses: string[] = []
  const values: LogValue[] = []
  const add = (clause: string, ...bound: readonly LogValue[]) => {
    clauses.push(` AND ${clause}`)
    values.push(...bound)
  }
  const { fromMs, toMs, search } = filter
  if (fromMs !== undefined) add('started_at_ms >= ?', fromMs)
  if (toMs !== undefined) add('started_at_ms < ?', toMs)
  for (const [name, column] of entries(columns)) {
    const chosen = filter[name] ?? []
    if (chosen.length > 0) add(`${column} IN (${chosen.map(() => '?').join(', ')})`, ...chosen)
  }
  for (const [name, column] of entries(trees)) {
    const chosen = filter[name] ?? []
    if (chosen.length === 0) continue
    const one = `${column} = ? OR ${column} LIKE ? ESCAPE '\\'`
    add(`(${chosen.map(() => one).join(' OR ')})`, ...chosen.flatMap(id => [id, `${literal(id)}/%`]))
  }
  // A row without a model shows its path instead, so the search looks there too.
  if (search !== undefined && search !== '')
    add("(coalesce(route, model, path) LIKE ? ESCAPE '\\' OR request_id = ?)", `%${literal(search)}%`, search)
  return { where: clauses.join(''), values }
}

const sortColumns: Readonly<Record<RequestSort, string>> = {
  time: 'started_at_ms',
  cost: 'cost_nano_usd',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  duration: 'duration_ms',
  firstToken: 'first_token_ms',
}

/** Sequence numbers decide between equals, so that the order is the same each time. */
export function orderOf(sort: RequestSort = 'time', ascending = false): string {
  const direction = ascending ? 'ASC' : 'DESC'
  const column = sortColumns[sort]
  const nullsLast = sort === 'time' || sort === 'duration' ? '' : ' NULLS LAST'
  return `${column} ${direction}${nullsLast}, sequence ${direction}`
}

function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function entries<Name extends string>(names: Readonly<Record<Name, string>>) {
  return Object.entries(names) as unknown as readonly (readonly [Name, string])[]
}
