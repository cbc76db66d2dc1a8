import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Certainty, noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import type { ClientId, NanoUsd, RequestId } from '../../../gateway/contract/units.ts'
import { type Bill, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import { openAccuracy } from '../../../gateway/storage/accuracy.ts'
import type { ReadonlyDb, WritableDb } from '../../../gateway/storage/database.ts'
import { openForQueries, openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openEstimateRows } from '../../../gateway/storage/estimates.ts'
import type { HoldRecord } from '../../../gateway/storage/ledger-records.ts'
import { prepareLedgerWrites } from '../../../gateway/storage/ledger-writes.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
let queries: ReadonlyDb
let lastHoldId: number
beforeEach(() => {
  home = temporaryHome()
  db = openLedgerDb(home)
  queries = openForQueries(home, 'ledger')
  lastHoldId = 0
})
afterEach(() => {
  queries.close()
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const now = Date.parse('2026-11-23T12:00:00Z')
const dayMs = 86_400_000

interface Settled {
  readonly held?: Partial<HoldRecord>
  readonly tokens?: Partial<TokenCounts>
  readonly cost?: bigint | undefined
  readonly certainty?: Certainty
  readonly bill?: Partial<Bill>
}

function settle({ held, tokens, cost, certainty = 'exact', bill }: Settled): void {
  const hold: HoldRecord = {
    holdId: ++lastHoldId,
    requestId: `req_${lastHoldId}` as RequestId,
    attempt: 1,
    clientId: 'cli_a' as ClientId,
    personId: undefined,
    teamId: undefined,
    project: undefined,
    providerId: 'main',
    model: 'gpt-4o',
    format: 'openai-chat',
    sandbox: false,
    tools: false,
    reasoning: false,
    inputTokens: 100,
    outputTokens: 50,
    amount: undefined,
    priceSource: undefined,
    firstOutputTokens: 50,
    shadowedBy: [],
    openedAtMs: now,
    ...held,
  }
  const settlement = {
    hold,
    certainty,
    ...plainBill({ ...noTokens, ...tokens }),
    ...bill,
    cost: cost as NanoUsd | undefined,
    settledAtMs: now,
  }
  prepareLedgerWrites(db)({ holds: [hold], topUps: [], settlements: [settlement], levels: [] })
}

const read = (zone = 'UTC') => openAccuracy(queries)(zone, now)

test('a ledger without requests has thirty empty days and no model', () => {
  const { models, days } = read()
  expect(models).toEqual([])
  expect(days).toHaveLength(30)
  expect(days.at(-1)).toEqual({
    day: '2026-11-23',
    requests: 0,
    heldNanoUsd: '0',
    settledNanoUsd: '0',
    inputErrorPercent: null,
  })
})

test('estimates are compared with everything that went in, in percent of it', () => {
  for (const input of [100, 80, 125, 200]) {
    settle({ tokens: { input: input - 30, cacheRead: 10, cacheWrite: 15, cacheWriteOneHour: 5, output: 10 } })
  }
  const [model] = read().models
  expect(model).toMatchObject({ providerId: 'main', model: 'gpt-4o', requests: 4, tokenizer: 'own' })
  expect(model?.inputError).toEqual({ mean: (0 + 25 + 20 + 50) / 4, p50: 20, p95: 50 })
})

test('holds of output are exceeded, or partly unused', () => {
  for (const output of [20, 50]) settle({ tokens: { input: 1, output } })
  settle({ held: { outputTokens: 1080 }, tokens: { input: 1, output: 80 } }) // a stream that outgrew it
  expect(read().models[0]?.output).toEqual({ exceeded: 1, meanUnusedTokens: 10, meanTokens: 50 })
})

test('money is compared where the price is known, and is unknown where it never is', () => {
  const held = { amount: (10n ** 17n) as NanoUsd }
  settle({ held, cost: 3n })
  settle({ held, cost: 4n })
  settle({})
  settle({ held: { model: 'unpriced' }, tokens: { input: 5 } })
  const { models, days } = read()
  expect(models.map(({ model, money }) => [model, money])).toEqual([
    ['gpt-4o', { heldNanoUsd: '200000000000000000', settledNanoUsd: '7' }],
    ['unpriced', null],
  ])
  expect(days.at(-1)).toMatchObject({ requests: 4, heldNanoUsd: '200000000000000000', settledNanoUsd: '7' })
})

test('an input that was not reported has no error', () => {
  settle({ tokens: { output: 5 } })
  expect(read().models[0]?.inputError).toBeNull()
  expect(read().days.at(-1)?.inputErrorPercent).toBeNull()
})

test('an input that tools or several runs of the model made longer has no error; one at other terms has', () => {
  settle({ tokens: { input: 9000 }, bill: { uses: { 'web-search': 2 } } })
  settle({ tokens: { input: 9000 }, bill: { steps: [noTokens, noTokens] } })
  expect(read().models[0]).toMatchObject({ requests: 2, inputError: null })
  settle({ tokens: { input: 50 }, bill: { terms: { ...standardTerms, speed: 'fast' } } })
  expect(read().models[0]?.inputError).toMatchObject({ mean: 100 })
})

test('only complete reports of real providers count', () => {
  settle({ certainty: 'estimated' })
  settle({ certainty: 'none' })
  settle({ held: { sandbox: true } })
  expect(read().models).toEqual([])
})

test('a day is the calendar’s of the zone; what is older than all is left out', () => {
  settle({ held: { openedAtMs: now - 40 * dayMs } })
  settle({ held: { openedAtMs: Date.parse('2026-11-22T23:30:00Z') }, tokens: { input: 50 } })
  const withRequests = (zone: string) =>
    read(zone)
      .days.filter(({ requests }) => requests > 0)
      .map(({ day, inputErrorPercent }) => [day, inputErrorPercent])
  expect(withRequests('UTC')).toEqual([['2026-11-22', 100]])
  expect(withRequests('Europe/Berlin')).toEqual([['2026-11-23', 100]])
})

test('a learned ratio stands beside every provider of its model', () => {
  settle({ held: { model: 'claude-sonnet-4-5' } })
  settle({ held: { model: 'claude-sonnet-4-5' } })
  settle({ held: { providerId: 'router', model: 'maker/claude-sonnet-4-5' } })
  settle({ held: { providerId: 'router', model: 'other' } })
  const ratio = { model: 'claude-sonnet-4-5', samples: 9, mean: 1.3, variance: 0.04, weight: 13 }
  openEstimateRows(db).putRatios([ratio], now)
  const learned = { mean: 1.3, spread: 0.2, samples: 9 }
  expect(read().models.map(({ ratio, tokenizer }) => [ratio, tokenizer])).toEqual([
    [learned, 'nearest'],
    [learned, 'nearest'],
    [null, 'nearest'],
  ])
})
