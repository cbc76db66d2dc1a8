// The conditions and the order of lists of requests, as SQL. The SQL is fixed text, and whatever a person chose or typed is
// only passed as a parameter.
import {
  type RequestFilter,
  type RequestKind,
  type RequestSort,
  withoutName,
} from '../contract/request-list.ts'

export type LogValue = string | number | null

export interface LogFilter {
  /** Begins with ` AND ` where there is any condition. */
  readonly where: string
  readonly values: readonly LogValue[]
}

const columns = {
  outcomes: 'outcome',
  errorCodes: 'error_code',
  clientIds: 'client_id',
  providerIds: 'provider_id',
  models: 'model',
} as const satisfies Partial<Record<keyof RequestFilter, string>>
/** What a request may be without, and which of them have levels. */
const names = {
  teamIds: { column: 'team_id', isTree: true },
  projects: { column: 'project', isTree: true },
  personIds: { column: 'person_id', isTree: false },
} as const
const kindClauses: Readonly<Record<RequestKind, string>> = {
  provider: "(purpose = 'answer' AND sandbox = 0)",
  sandbox: "(purpose = 'answer' AND sandbox = 1)",
  question: "purpose <> 'answer'",
}

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
  for (const [name, { column, isTree }] of entries(names)) {
    const chosen = (filter[name] ?? []).map(id => namedAs(id, column, isTree))
    if (chosen.length > 0)
      add(`(${chosen.map(({ where }) => where).join(' OR ')})`, ...chosen.flatMap(each => each.values))
  }
  const { kinds = [], refusedBy = [] } = filter
  if (kinds.length > 0) add(`(${kinds.map(kind => kindClauses[kind]).join(' OR ')})`)
  if (refusedBy.length > 0)
    add(
      `(${refusedBy.map(() => 'instr(refused_by, ?) > 0').join(' OR ')})`,
      ...refusedBy.map(id => ` ${id} `),
    )
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

function namedAs(id: string, column: string, isTree: boolean): LogFilter {
  if (id === withoutName) return { where: `${column} IS NULL`, values: [] }
  if (!isTree) return { where: `${column} = ?`, values: [id] }
  return { where: `${column} = ? OR ${column} LIKE ? ESCAPE '\\'`, values: [id, `${literal(id)}/%`] }
}

function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function entries<Name extends string, Value>(record: Readonly<Record<Name, Value>>) {
  return Object.entries(record) as unknown as readonly (readonly [Name, Value])[]
}
