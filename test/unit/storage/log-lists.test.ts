import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outcome } from '../../../gateway/contract/chat.ts'
import { type RequestFilter, type RequestSort, requestSorts } from '../../../gateway/contract/request-list.ts'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openForQueries, openLogDb } from '../../../gateway/storage/databases.ts'
import { filterOf, type LogValue, orderOf } from '../../../gateway/storage/log-filter.ts'
import { type LogQueries, openLogQueries } from '../../../gateway/storage/log-queries.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const count = 2600
let home: string
let db: WritableDb
let queries: LogQueries
let all: readonly RequestRow[]

/** Rows end in another order than they began, and many of them cost the same or nothing that is known. */
function insert(from: number, to: number): void {
  const statement = db.prepare(`
    INSERT INTO requests (request_id, started_at_ms, client_id, client_name, person_id, team_id, project, format, path,
      provider_id, model, streaming, sandbox, outcome, status, certainty, input_tokens, output_tokens, cost_nano_usd,
      request_bytes, response_bytes, first_token_ms, duration_ms, purpose, error_code, refused_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'openai-chat', '/v1/chat/completions', ?, ?, 0, ?, ?, 200, 'exact', ?, ?, ?, 1, 1, ?, ?,
      ?, ?, ?)`)
  const outcomes: readonly Outcome[] = ['completed', 'completed', 'over-budget', 'upstream-failed']
  db.transaction(() => {
    for (let n = from; n < to; n++) {
      const team = ['lab', 'lab/vision', 'lab_x', null][n % 4]
      statement.run(
        ...[
          `req_${n}`,
          1_000_000 + ((n * 7919) % 5000),
          `client_${n % 3}`,
          `name ${n % 3}`,
          `person ${n % 5}`,
          team,
        ],
        ...[n % 2 === 0 ? 'paper/one' : null, `provider${n % 2}`, `model${n % 7}`, n % 10 === 0 ? 1 : 0],
        ...[outcomes[n % 4], n % 50, n % 6 === 0 ? null : n % 40, n % 9 === 0 ? null : (n % 30) * 1000],
        ...[n % 8 === 0 ? null : (n % 100) + 0.5, n % 200, n % 11 === 0 ? 'count' : 'answer'],
        ...[errorCodeOf(n), n % 4 === 2 ? (n % 3 === 0 ? ' bud_1 bud_10 ' : ' bud_10 ') : null],
      )
    }
  })()
}

function errorCodeOf(n: number): string | null {
  return n % 4 === 2 ? 'budget_exhausted' : n % 4 === 3 ? `upstream_${n % 5}` : null
}
const numberOf = ({ requestId }: RequestRow) => Number(requestId.slice('req_'.length))

beforeAll(() => {
  home = temporaryHome()
  db = openLogDb(home)
  insert(0, count)
  queries = openLogQueries(openForQueries(home, 'log'))
  all = pages({})
})
afterAll(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

function pages(filter: RequestFilter, sort: RequestSort = 'time', ascending = false, anchor = count) {
  const rows: RequestRow[] = []
  for (let offset = 0; offset < count; offset += 200)
    rows.push(...queries.list({ ...filter, sort, ascending, offset, limit: 200, anchor }).rows)
  return rows
}

const sortValueOf: Readonly<Record<RequestSort, (row: RequestRow) => number | null>> = {
  time: row => row.startedAtMs,
  cost: row => (row.costNanoUsd === null ? null : Number(row.costNanoUsd)),
  inputTokens: row => row.inputTokens,
  outputTokens: row => row.outputTokens,
  duration: row => row.durationMs,
  firstToken: row => row.timeToFirstTokenMs,
}

test('the list is in the order of the times that it shows', () => {
  expect(all).toHaveLength(count)
  const times = all.map(row => row.startedAtMs)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  expect(queries.latest(5)).toEqual(all.slice(0, 5))
})

describe.each(requestSorts)('by %s', sort => {
  test.each([false, true])(
    'all pages together are every row once, what is unknown last (ascending %s)',
    ascending => {
      const value = sortValueOf[sort]
      const sign = ascending ? 1 : -1
      const expected = all.toSorted((a, b) => {
        const [one, other] = [value(a), value(b)]
        if (one === null || other === null)
          return one === other ? sign * (a.sequence - b.sequence) : one === null ? 1 : -1
        return sign * (one - other || a.sequence - b.sequence)
      })
      expect(pages({}, sort, ascending).map(row => row.sequence)).toEqual(expected.map(row => row.sequence))
    },
  )
})

const cases: readonly (readonly [string, RequestFilter, (row: RequestRow) => boolean])[] = [
  [
    'several models',
    { models: ['model1', 'model3'] },
    ({ model }) => model === 'model1' || model === 'model3',
  ],
  ['an empty list', { models: [] }, () => true],
  [
    'a team and what is in it',
    { teamIds: ['lab'] },
    ({ teamId }) => teamId === 'lab' || teamId === 'lab/vision',
  ],
  ['a name with a character of patterns', { teamIds: ['lab_x'] }, ({ teamId }) => teamId === 'lab_x'],
  ['a person', { personIds: ['person 2'] }, ({ personId }) => personId === 'person 2'],
  ['no team', { teamIds: ['-'] }, ({ teamId }) => teamId === null],
  [
    'a project or none',
    { projects: ['-', 'paper'] },
    ({ project }) => project === null || project === 'paper/one',
  ],
  [
    'several errors',
    { errorCodes: ['upstream_1', 'budget_exhausted'] },
    ({ errorCode }) => errorCode === 'upstream_1' || errorCode === 'budget_exhausted',
  ],
  [
    'a budget that refused',
    { refusedBy: ['bud_1'] },
    row => row.errorCode === 'budget_exhausted' && numberOf(row) % 3 === 0,
  ],
  [
    'one of several budgets',
    { refusedBy: ['bud_10', 'bud_2'] },
    ({ errorCode }) => errorCode === 'budget_exhausted',
  ],
  ['what providers answer', { kinds: ['provider'] }, row => row.purpose === 'answer' && !row.sandbox],
  [
    'the sandbox and what asks for no answer',
    { kinds: ['sandbox', 'question'] },
    row => row.purpose !== 'answer' || row.sandbox,
  ],
  ['a project', { projects: ['paper'] }, ({ project }) => project === 'paper/one'],
  [
    'a time',
    { fromMs: 1_001_000, toMs: 1_002_000 },
    row => row.startedAtMs >= 1_001_000 && row.startedAtMs < 1_002_000,
  ],
  [
    'several conditions at once',
    {
      outcomes: ['over-budget', 'upstream-failed'],
      providerIds: ['provider0'],
      clientIds: ['client_1', 'client_2'],
    },
    row =>
      ['over-budget', 'upstream-failed'].includes(row.outcome) &&
      row.providerId === 'provider0' &&
      row.clientId !== 'client_0',
  ],
]

describe.each(cases)('filtered by %s', (_, filter, matches) => {
  test('the rows, their count and their sums agree', () => {
    const expected = all.filter(matches)
    expect(pages(filter)).toEqual(expected)
    expect(queries.list({ ...filter, offset: 0, limit: 1, anchor: count }).total).toBe(expected.length)
    const real = expected.filter(row => !row.sandbox)
    expect(queries.sum({ ...filter, anchor: count })).toEqual({
      requests: expected.length,
      sandboxRequests: expected.length - real.length,
      costNanoUsd: String(real.reduce((sum, row) => sum + Number(row.costNanoUsd ?? 0), 0)),
      unpricedRequests: real.filter(row => row.costNanoUsd === null && row.purpose === 'answer').length,
      inputTokens: real.reduce((sum, row) => sum + (row.inputTokens ?? 0), 0),
      outputTokens: real.reduce((sum, row) => sum + (row.outputTokens ?? 0), 0),
    })
  })
})

test('names to choose from are those in the log', () => {
  expect(queries.names()).toMatchObject({
    errorCodes: ['budget_exhausted', ...[0, 1, 2, 3, 4].map(n => `upstream_${n}`)],
    models: Array.from({ length: 7 }, (_, n) => `model${n}`),
    clients: [0, 1, 2].map(n => ({ id: `client_${n}`, name: `name ${n}` })),
    teamIds: ['lab', 'lab/vision', 'lab_x'],
    projects: ['paper/one'],
  })
})

test.each(requestSorts)('by %s, a request is found in any list by its id, or is not in it', sort => {
  const filter = { models: ['model1', 'model2'] }
  const rows = pages(filter, sort)
  const placeOf = (requestId: string, anchor = count) =>
    queries.placeOf(requestId, { ...filter, sort, anchor })
  for (const index of [0, 1, 250, rows.length - 1]) expect(placeOf(rows[index]?.requestId ?? '')).toBe(index)
  expect(placeOf('req_3')).toBeUndefined()
  expect(placeOf('req_none')).toBeUndefined()
  const oldest = rows.find(row => row.sequence === 2)?.requestId ?? ''
  expect(placeOf(oldest, 1)).toBeUndefined()
  expect(placeOf(oldest, 2)).toBe(0)
})

test('a page by time is read along the index of times, and nothing is sorted, however it is filtered', () => {
  const { where, values } = filterOf({
    errorCodes: ['upstream_1'],
    refusedBy: ['bud_1'],
    kinds: ['provider'],
  })
  const plan = db
    .prepare<LogValue[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT sequence FROM requests WHERE +sequence <= ?${where} ORDER BY ${orderOf()} LIMIT 200`,
    )
    .all(count, ...values)
  expect(plan.map(({ detail }) => detail)).toEqual(['SCAN requests USING INDEX requests_started'])
})

test('new rows are added to sums and stay out of pages that stand still; the oldest are taken off', () => {
  const filter = { models: ['model1'] }
  const before = queries.sum(filter)
  const page = queries.list({ ...filter, sort: 'cost', offset: 1400, limit: 5, anchor: count })
  insert(count, count + 14)
  expect(queries.sum(filter).requests).toBe(before.requests + 2)
  expect(queries.list({ ...filter, sort: 'cost', offset: 1400, limit: 5, anchor: count })).toEqual({
    ...page,
    newest: count + 14,
  })
  db.exec('DELETE FROM requests WHERE sequence <= 14')
  expect(queries.sum(filter).requests).toBe(before.requests)
})
