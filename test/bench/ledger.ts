// Measures how much time of the main thread it takes to hold and settle, with an empty ledger and with a million
// entries.
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import type { Rule, Scope } from '../../gateway/budgets/budget.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import type { ClientId, NanoUsd, RequestId } from '../../gateway/contract/units.ts'
import type { NewBudgetRecord } from '../../gateway/ledger/books.ts'
import { type HoldRequest, type Ledger, openLedger } from '../../gateway/ledger/ledger.ts'
import { plainBill } from '../../gateway/pricing/bill.ts'
import type { WritableDb } from '../../gateway/storage/database.ts'
import { checkDatabases, openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { median, table } from './report.ts'

const rows = 1_000_000
const loops = 16
const requestsPerRound = 20_000
const rounds = 7
const plenty = 10n ** 15n

export async function benchLedger(): Promise<string> {
  const empty = await measure(0)
  const full = await measure(rows)
  const name = (count: number) => `${count.toLocaleString('en')} entries`
  return [
    `Hold and settle on the ledger itself: ${loops} requests at a time, ${budgets.length} budgets of every kind that all`,
    `cover them. Processor time of the main thread, medians of ${rounds} rounds of ${requestsPerRound} requests, with the`,
    'commits. In brackets: the smallest and the largest round. The goal is at most 60 µs.\n',
    table(
      ['', name(0), name(rows)],
      [
        ['hold + settle, µs a request', spread(empty.microsEach), spread(full.microsEach)],
        ['start of the ledger, ms', empty.startMs.toFixed(0), full.startMs.toFixed(0)],
        ['file, MB', empty.fileMb.toFixed(0), full.fileMb.toFixed(0)],
      ],
    ),
  ].join('\n')
}

const spread = (values: readonly number[]) =>
  `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`

const all: Scope = { kind: 'all', id: null }
const team: Scope = { kind: 'team', id: 'lab' }
const client: Scope = { kind: 'client', id: 'cli_1' }
const calendar = (window: 'day' | 'week' | 'month', unit: 'usd' | 'tokens'): Rule => ({
  kind: 'calendar',
  window,
  zone: 'Europe/Berlin',
  weekStart: 1,
  monthStart: 1,
  unit,
  limit: plenty,
})

const budgets: readonly (readonly [Scope, Rule])[] = [
  [all, calendar('day', 'usd')],
  [all, calendar('month', 'usd')],
  [all, { kind: 'concurrency', unit: 'requests', limit: 1000n }],
  [team, calendar('week', 'usd')],
  [team, { kind: 'rolling', hours: 5, unit: 'usd', limit: plenty }],
  [client, calendar('month', 'tokens')],
  [client, { kind: 'rolling', hours: 720, unit: 'tokens', limit: plenty }],
  [client, { kind: 'bucket', unit: 'requests', limit: 10n ** 12n, refillPerSecond: 100 }],
  [
    { kind: 'model', id: 'model' },
    { kind: 'bucket', unit: 'tokens', limit: 10n ** 12n, refillPerSecond: 1e6 },
  ],
  [{ kind: 'project', id: 'thesis' }, calendar('month', 'usd')],
]

async function measure(entries: number) {
  const homeDir = temporaryHome()
  try {
    prepare(homeDir, entries)
    const startMs = performance.now()
    checkDatabases(homeDir)
    const { db, ledger } = open(homeDir)
    const tookMs = performance.now() - startMs
    const pages = Number(db.pragma('page_count', { simple: true }))
    const microsEach: number[] = []
    await run(ledger) // warm
    for (let round = 0; round < rounds; round++) {
      db.pragma('wal_checkpoint(TRUNCATE)') // a worker does this in the gateway, so it is not measured
      microsEach.push(await run(ledger))
    }
    checkTotals(db, ledger)
    ledger.close()
    return { microsEach, startMs: tookMs, fileMb: (pages * 4096) / 1e6 }
  } finally {
    rmSync(homeDir, { recursive: true, force: true })
  }
}

function open(homeDir: string) {
  const db = openLedgerDb(homeDir)
  const ledger = openLedger({
    journal: openLedgerJournal(db),
    now: Date.now,
    monotonicMs: () => performance.now(),
    nameOf: ({ id }) => id,
    titleOf: ({ id }) => id,
    log: pino({ level: 'silent' }),
  })
  return { db, ledger }
}

/** Makes a ledger with its budgets and this many entries of the last 30 days. */
function prepare(homeDir: string, entries: number): void {
  const { db, ledger } = open(homeDir)
  for (const [scope, rule] of budgets) {
    ledger.setBudget({ scope, rule, mode: 'hard', strict: false, atCap: 'finish' } satisfies NewBudgetRecord)
  }
  insertEntries(db, entries)
  ledger.close()
}

/** Inserts this many settled entries, spread evenly over the last 30 days. */
export function insertEntries(db: WritableDb, entries: number): void {
  const spanMs = 30 * 86_400_000
  db.prepare(`
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < @entries)
    INSERT INTO entries (request_id, client_id, team_id, project, provider_id, model, sandbox, tools, reasoning, certainty,
                         held_input_tokens, held_output_tokens, held_nano_usd, input_tokens, cache_read_tokens,
                         cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, output_tokens, audio_output_tokens,
                         cost_nano_usd, charged_nano_usd, price_source, opened_at_ms, settled_at_ms)
    SELECT 'req_' || printf('%032d', n), 'cli_' || (n % 10), 'lab/' || (n % 5), 'thesis', 'provider', 'model', 0, 0, 0, 'exact',
           100, 4096, 2500000, 100, 0, 0, 0, 0, 100 + n % 400, 0, 300000, 300000, 'table 2026-11-01',
           @startMs + n * @spanMs / @entries - 2000, @startMs + n * @spanMs / @entries
    FROM number WHERE @entries > 0`).run({ entries, startMs: Date.now() - spanMs, spanMs })
}

/** Gives this thread's processor time for each request, in microseconds. */
async function run(ledger: Ledger): Promise<number> {
  const before = process.threadCpuUsage()
  let left = requestsPerRound
  const loop = async () => {
    while (left-- > 0) {
      const hold = await ledger.reserve(request())
      ledger.settle(hold, { certainty: 'exact', ...plainBill(tokens), cost: 300_000n as NanoUsd })
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  while (ledger.uncommittedSettlements > 0) await wait(1)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / requestsPerRound
}

const tokens = { ...noTokens, input: 100, output: 300 }
const ask = { inputTokens: 100, outputTokens: 4096, amount: 2_500_000n as NanoUsd }
let requests = 0

function request(): HoldRequest {
  return {
    attempt: 1,
    requestId: `req_${String(++requests).padStart(32, '0')}` as RequestId,
    clientId: 'cli_1' as ClientId,
    personId: undefined,
    teamId: 'lab/vision',
    project: 'thesis',
    providerId: 'provider',
    model: 'model',
    format: 'openai-chat',
    sandbox: false,
    tools: false,
    reasoning: false,
    priceSource: 'table 2026-11-01',
    usual: ask,
    worst: () => ask,
  }
}

/** A fast ledger whose sums are wrong is worthless. Throws if a budget does not agree with the entries. */
function checkTotals(db: WritableDb, ledger: Ledger): void {
  const monthly = ledger.balances().find(({ budget: { rule, scope } }) => {
    return scope.kind === 'all' && rule.kind === 'calendar' && rule.window === 'month'
  })
  const startMs = monthly?.gauge.bounds?.startMs ?? 0
  const charged = db
    .prepare<[number], bigint>('SELECT sum(charged_nano_usd) FROM entries WHERE opened_at_ms >= ?')
    .pluck()
    .safeIntegers()
    .get(startMs)
  if (monthly?.gauge.settled !== charged || monthly?.gauge.held !== 0n)
    throw new Error(`The books are wrong: ${monthly?.gauge.settled} settled, entries of ${charged}`)
}
