// What SQLite will not take, and what nobody should have believed: it stops nothing but itself, and can be put right.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { mostNanoUsd } from '../../../gateway/contract/units.ts'
import {
  hold as holdRecord,
  holdRequest,
  holdRequestOf,
  nano,
  settlement,
} from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

/** Exact entries of this model are refused by the table, whatever they hold. */
const refuseEntriesOf = (model: string) =>
  rig.db.exec(`
    CREATE TRIGGER refuse BEFORE INSERT ON entries WHEN new.model = '${model}' AND new.certainty = 'exact'
    BEGIN SELECT raise(ABORT, 'no such entry'); END`)

const entries = () =>
  rig.rows('SELECT certainty, cost_nano_usd AS cost, charged_nano_usd AS charged FROM entries ORDER BY entry')

describe('a settlement that cannot be true', () => {
  test.each([
    ['costs more than an integer of SQLite holds', settlement(2n ** 64n)],
    ['costs more than any request can', settlement(mostNanoUsd + 1n)],
    ['costs less than nothing', settlement(-1n)],
    ['has half a token', settlement(5n, 1.5)],
    ['has fewer tokens than none', settlement(5n, -1)],
    ['has more tokens than can be', settlement(5n, 1e15)],
  ])('as it %s is billed as what was held, set aside, and stops nothing', async (_, poison) => {
    rig.ledger.setBudget(dayBudget(10_000n))
    const [poisoned, other] = await Promise.all([
      rig.ledger.reserve(holdRequestOf(70n)),
      rig.ledger.reserve(holdRequestOf(50n)),
    ])
    rig.ledger.settle(poisoned, poison)
    rig.ledger.settle(other, settlement(42n))
    expect(rig.balance()).toEqual({ settled: 112n, held: 0n })
    await expect(rig.ledger.reserve(holdRequestOf(10n))).resolves.toBeDefined()
    expect(entries()).toEqual([
      { certainty: 'estimated', cost: null, charged: 70 },
      { certainty: 'exact', cost: 42, charged: 42 },
    ])
    expect(rig.ledger.setAside()).toMatchObject([{ requestId: poisoned.requestId, held: 70n }])
    rig.restart()
    expect(rig.ledger.setAsideCount()).toBe(1)
    expect(rig.balance()).toEqual({ settled: 122n, held: 0n })
  })

  test('is kept with the reason and the raw values', async () => {
    rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(2n ** 64n, 7))
    rig.restart()
    const [aside] = rig.ledger.setAside()
    expect(aside?.reason).toBe('a cost of 18446744073709551616 nano-dollars')
    expect(JSON.parse(aside?.reported ?? '')).toMatchObject({
      certainty: 'exact',
      cost: '18446744073709551616',
      tokens: { output: '7' },
    })
  })

  test('is repaired once, and budgets count the repair', async () => {
    rig.ledger.setBudget(dayBudget(10_000n))
    rig.ledger.settle(await rig.ledger.reserve(holdRequestOf(70n)), settlement(2n ** 64n))
    rig.restart()
    const entryId = rig.ledger.setAside()[0]?.entryId ?? 0
    const repair = { entryId, by: 'ada', cost: nano(33n) }
    expect([rig.ledger.repair(repair), rig.ledger.repair(repair)]).toEqual([true, false])
    expect(rig.balance()).toEqual({ settled: 33n, held: 0n })
    expect(rig.ledger.setAside()).toEqual([])
    expect(rig.rows('SELECT repaired_by, repaired_at_ms FROM set_aside')).toEqual([
      { repaired_by: 'ada', repaired_at_ms: rig.time.nowMs },
    ])
    rig.restart()
    expect(rig.balance()).toEqual({ settled: 33n, held: 0n })
  })

  test('is not repriced over the head of who repairs it', async () => {
    rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(2n ** 64n))
    rig.restart()
    expect(rig.ledger.billed(0, rig.ledger.newestEntry(), 0)).toEqual([])
    const entryId = rig.ledger.setAside()[0]?.entryId ?? 0
    rig.ledger.repair({ entryId, by: 'ada', cost: nano(33n) })
    expect(rig.ledger.billed(0, rig.ledger.newestEntry(), 0)).toMatchObject([{ cost: 33n }])
  })
})

describe('a row that SQLite refuses', () => {
  test('of a settlement is set aside by itself, and budgets count what was held', async () => {
    rig.ledger.setBudget(dayBudget(10_000n))
    refuseEntriesOf('odd')
    const [odd, plain] = await Promise.all([
      rig.ledger.reserve(holdRequestOf(70n, { model: 'odd' })),
      rig.ledger.reserve(holdRequestOf(50n)),
    ])
    rig.ledger.settle(odd, settlement(1n))
    rig.ledger.settle(plain, settlement(42n))
    await expect(rig.ledger.reserve(holdRequestOf(10n))).resolves.toBeDefined()
    expect(rig.ledger.uncommittedSettlements).toBe(0)
    expect(rig.ledger.setAside()).toMatchObject([{ requestId: odd.requestId, reason: 'no such entry' }])
    expect(rig.balance()).toEqual({ settled: 112n, held: 10n })
    rig.restart()
    expect(rig.balance()).toEqual({ settled: 122n, held: 0n })
    expect(rig.rows('SELECT * FROM holds')).toEqual([])
  })

  test('of a settlement that cannot even be set aside is dropped, and the next start settles its hold', async () => {
    rig.db.exec(`
      CREATE TRIGGER refuse BEFORE INSERT ON entries WHEN new.model = 'odd'
      BEGIN SELECT raise(ABORT, 'no such entry'); END`)
    const odd = await rig.ledger.reserve(holdRequestOf(70n, { model: 'odd' }))
    rig.ledger.settle(odd, settlement(1n))
    await expect(rig.ledger.reserve(holdRequest())).resolves.toBeDefined()
    expect(rig.ledger.uncommittedSettlements).toBe(0)
    rig.db.exec('DROP TRIGGER refuse')
    rig.restart()
    expect(rig.ledger.recovered).toMatchObject([{ hold: { requestId: odd.requestId }, cost: 70n }, {}])
  })

  test('of a hold refuses that request alone, and holds nothing for it', async () => {
    rig.ledger.setBudget(dayBudget(10_000n))
    const results = await Promise.allSettled([
      rig.ledger.reserve(holdRequestOf(10n)),
      rig.ledger.reserve(holdRequestOf(20n, { priceSource: {} as string })),
      rig.ledger.reserve(holdRequestOf(30n)),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'ledger_unavailable' } })
    expect(rig.balance()).toEqual({ settled: 0n, held: 40n })
    expect(rig.rows('SELECT amount_nano_usd AS held FROM holds')).toEqual([{ held: 10 }, { held: 30 }])
  })

  test('of a bucket that owes more than an integer holds is kept as the most that one holds', async () => {
    rig.ledger.setBudget({
      scope: { kind: 'all', id: null },
      rule: { kind: 'bucket', unit: 'tokens', limit: 1000n, refillPerSecond: 0 },
      mode: 'soft',
      strict: false,
      atCap: 'finish',
    })
    const usual = { inputTokens: 10, outputTokens: Number.MAX_SAFE_INTEGER - 10, amount: nano(1n) }
    await rig.ledger.reserve(holdRequest({ usual }))
    await expect(rig.ledger.reserve(holdRequest())).resolves.toBeDefined()
    expect(rig.db.prepare('SELECT level_micro FROM budgets').pluck().safeIntegers().get()).toBe(-(2n ** 63n))
  })
})

test('a ledger whose sum passes 64 bits starts, and its budgets say the exact sum', async () => {
  const most = 2n ** 63n - 1n
  const commit = (cost: bigint) => {
    const hold = holdRecord({ openedAtMs: rig.time.nowMs, amount: nano(1n) })
    const counts = { ...noTokens, output: 1e12 }
    rig.db.exec(`INSERT INTO entries (request_id, client_id, provider_id, model, sandbox, tools, reasoning, certainty,
      held_input_tokens, held_output_tokens, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
      audio_input_tokens, output_tokens, audio_output_tokens, cost_nano_usd, charged_nano_usd, opened_at_ms, settled_at_ms)
      VALUES ('${hold.requestId}', 'c', 'p', 'm', 0, 0, 0, 'exact', 0, 0, 0, 0, 0, 0, 0, ${counts.output}, 0, ${cost},
        ${cost}, ${hold.openedAtMs}, ${hold.openedAtMs})`)
  }
  rig.ledger.setBudget(dayBudget(10_000n))
  rig.ledger.setBudget({ ...dayBudget(0n), rule: { kind: 'rolling', hours: 5, unit: 'usd', limit: 1n } })
  for (let each = 0; each < 17; each++) commit(most)
  commit(5n)
  rig.restart()
  expect(rig.ledger.balances().map(({ gauge }) => gauge.settled)).toEqual([17n * most + 5n, 17n * most + 5n])
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
  rig.restart()
})
