// Random histories of holds, settlements, growth, further attempts, edits, clocks and crashes: the ledger on a real file against a model
// that works everything out anew (test/support/ledger-model.ts).
import fc from 'fast-check'
import { afterEach, beforeEach, test, vi } from 'vitest'
import type { Rule, Scope } from '../../../gateway/budgets/budget.ts'
import type { ClientId, NanoUsd } from '../../../gateway/contract/units.ts'
import type { NewBudgetRecord } from '../../../gateway/ledger/books.ts'
import type { HoldRequest } from '../../../gateway/ledger/ledger.ts'
import { type LedgerPair, openLedgerPair } from '../../support/ledger-pair.ts'
import { calendar, holdRequest } from '../../support/ledger-records.ts'

// Settlements wait 5 ms for each other on a timer that only the commands let run.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York')
const limit = fc.bigInt(0n, 1200n)
const unit = fc.constantFrom('usd' as const, 'tokens' as const)

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .record({
      window: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      weekStart: fc.constantFrom(1, 7),
      monthStart: fc.constantFrom(1, 15, 31),
      zone,
      unit,
    })
    .chain(changes => limit.map(amount => calendar(amount, changes))),
  fc.record({ kind: fc.constant('rolling' as const), hours: fc.constantFrom(1, 5, 48), unit, limit }),
  fc.record({
    kind: fc.constant('bucket' as const),
    unit: fc.constantFrom('tokens' as const, 'requests' as const),
    limit: fc.bigInt(0n, 500n),
    refillPerSecond: fc.constantFrom(0, 0.001, 0.5, 20),
  }),
  fc.record({
    kind: fc.constant('concurrency' as const),
    unit: fc.constant('requests' as const),
    limit: fc.bigInt(0n, 6n),
  }),
)

const scope: fc.Arbitrary<Scope> = fc.constantFrom<Scope>(
  { kind: 'all', id: null },
  { kind: 'team', id: 'lab' },
  { kind: 'team', id: 'lab/vision' },
  { kind: 'person', id: 'per_a' },
  { kind: 'client', id: 'cli_a' },
  { kind: 'provider', id: 'up' },
  { kind: 'model', id: 'small' },
  { kind: 'model', id: 'up/large' },
  { kind: 'project', id: 'thesis' },
)

const budget: fc.Arbitrary<NewBudgetRecord> = fc.record({
  scope,
  rule,
  mode: fc.oneof(
    { weight: 4, arbitrary: fc.constant('hard' as const) },
    { weight: 1, arbitrary: fc.constantFrom('soft' as const, 'shadow' as const) },
  ),
  strict: fc.boolean(),
  atCap: fc.constant('finish' as const),
})

const size = fc.record({
  inputTokens: fc.nat({ max: 40 }),
  usualOutput: fc.nat({ max: 60 }),
  moreAtWorst: fc.nat({ max: 60 }),
  isPriced: fc.nat({ max: 9 }).map(digit => digit > 0),
})

const nanoUsdIn = 2
const nanoUsdOut = 3

const request: fc.Arbitrary<HoldRequest> = fc
  .record({
    clientId: fc.constantFrom('cli_a' as ClientId, 'cli_b' as ClientId),
    personId: fc.constantFrom('per_a', undefined),
    teamId: fc.constantFrom('lab', 'lab/vision', 'laboratory', undefined),
    project: fc.constantFrom('thesis', 'thesis/two', undefined),
    providerId: fc.constantFrom('up', 'other'),
    model: fc.constantFrom('small', 'large'),
    sandbox: fc.nat({ max: 9 }).map(digit => digit === 0),
    size,
  })
  .map(({ size: { inputTokens, usualOutput, moreAtWorst, isPriced }, ...attribution }) => {
    const ask = (outputTokens: number) => ({
      inputTokens,
      outputTokens,
      amount: isPriced ? (BigInt(inputTokens * nanoUsdIn + outputTokens * nanoUsdOut) as NanoUsd) : undefined,
    })
    return holdRequest({
      ...attribution,
      usual: ask(usualOutput),
      worst: () => ask(usualOutput + moreAtWorst),
    })
  })

type Command = fc.AsyncCommand<LedgerPair, LedgerPair>

/** Compared after each: nothing may be wrong in between either. */
function command(name: string, run: (pair: LedgerPair) => void | Promise<void>, needsHold = false): Command {
  return {
    check: pair => !needsHold || pair.openHolds > 0,
    async run(pair) {
      await run(pair)
      pair.compare()
    },
    toString: () => name,
  }
}

/** Of one that runs, or that is to have another attempt. */
const ofRequest = (name: string, run: (pair: LedgerPair) => void | Promise<void>): Command => ({
  ...command(name, run),
  check: pair => pair.openRequests > 0,
})

const describeJson = (value: unknown) =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each))

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const index = fc.nat({ max: 20 })
const certainty = fc.constantFrom('exact' as const, 'estimated' as const, 'none' as const)

const reserves = fc
  .array(request, { minLength: 1, maxLength: 4 })
  .map(all =>
    command(`reserve ${describeJson(all)}`, pair =>
      pair.reserve(all.map(each => ({ ...each, requestId: holdRequest().requestId }))),
    ),
  )
const settles = (mostPercent: bigint) =>
  fc
    .record({
      index,
      percent: fc.bigInt(0n, mostPercent),
      certainty,
      isTwice: fc.boolean(),
      goesOn: fc.boolean(),
    })
    .map(({ index, ...used }) =>
      command(`settle ${index} ${describeJson(used)}`, pair => pair.settle(index, used), true),
    )
const attempts = [
  fc
    .tuple(index, request)
    .map(([at, each]) => ofRequest(`again ${at} ${describeJson(each)}`, pair => pair.again(at, each))),
  index.map(at => ofRequest(`end request ${at}`, pair => pair.endRequest(at))),
]
const sets = (budgets: typeof budget) =>
  budgets.map(each => command(`set ${describeJson(each)}`, pair => pair.setBudget(each)))
const ends = [
  fc.constant(command('commit', pair => pair.commit())),
  fc.constant(command('restart', pair => pair.restart())),
  fc.constant(command('crash', pair => pair.crash())),
]

/** Requests take at most what they hold, or, where this says so, up to three times as much. */
const commands = (mostPercent: bigint) => [
  reserves,
  settles(mostPercent),
  fc
    .tuple(index, fc.nat({ max: mostPercent > 100n ? 100 : 0 }))
    .map(([index, more]) =>
      command(`grow ${index} by ${more}`, pair => pair.grow(index, more, nanoUsdOut), true),
    ),
  ...attempts,
  sets(budget),
  index.map(at => command(`remove budget ${at}`, pair => pair.removeBudget(at))),
  fc
    .oneof(
      fc.integer({ min: 0, max: 90 * minuteMs }),
      fc.integer({ min: -3 * dayMs, max: 3 * dayMs }),
      fc.constantFrom(40 * dayMs, -400 * dayMs),
    )
    .map(byMs => command(`clock by ${byMs} ms`, pair => pair.moveClock(byMs))),
  ...ends,
  request.map(each => command('crash while reserving', pair => pair.crashWhileReserving(each))),
]

/** Limits of requests, and few other things, so that requests with several attempts meet them. */
const requestLimits = fc.record({
  scope: fc.constantFrom<Scope>(
    { kind: 'all', id: null },
    { kind: 'provider', id: 'up' },
    { kind: 'provider', id: 'other' },
  ),
  rule: fc.oneof(
    fc.record({
      kind: fc.constant('bucket' as const),
      unit: fc.constant('requests' as const),
      limit: fc.bigInt(1n, 9n),
      refillPerSecond: fc.constantFrom(0, 0.001),
    }),
    fc.record({
      kind: fc.constant('concurrency' as const),
      unit: fc.constant('requests' as const),
      limit: fc.bigInt(1n, 4n),
    }),
  ),
  mode: fc.constantFrom('hard' as const, 'soft' as const),
  strict: fc.constant(false),
  atCap: fc.constant('finish' as const),
})
const often = settles(100n)
const setsLimits = sets(requestLimits)
const commandsOnAttempts = [
  reserves,
  often,
  often,
  ...attempts,
  ...attempts,
  setsLimits,
  setsLimits,
  fc.oneof(...ends),
]

/** The same histories in every run; others, and more, where they are asked for: GATEHOUSE_MODEL_RUNS=500. */
function exploration(usualRuns: number): { readonly numRuns: number; readonly seed?: number } {
  const asked = Number(process.env.GATEHOUSE_MODEL_RUNS ?? 0)
  return asked > 0 ? { numRuns: asked } : { numRuns: usualRuns, seed: 20_261_123 }
}

test.each([
  ['no request takes more than it holds', commands(100n)],
  ['requests take up to three times what they hold', commands(300n)],
  ['limits of requests meet requests of several attempts', commandsOnAttempts],
])('balances, verdicts and the journal equal the model’s, after anything, where %s', async (_, all) => {
  await fc.assert(
    fc.asyncProperty(fc.commands([...all], { maxCommands: 50, size: 'max' }), async list => {
      const pair = openLedgerPair()
      try {
        await fc.asyncModelRun(() => ({ model: pair, real: pair }), list)
      } finally {
        pair.close()
      }
    }),
    exploration(30),
  )
})
