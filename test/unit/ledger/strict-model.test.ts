import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Attempt } from '../../../gateway/attempts/attempt.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { type Case, claudeCase, type Dice, openAiCase } from '../../support/billing-models.ts'
import { dayBudget } from '../../support/ledger-rig.ts'
import { openReserveRig } from '../../support/reserve-rig.ts'

const anyCase = fc.oneof(claudeCase, openAiCase)
/** Half of all draws are the worst there is. */
const throws = fc.infiniteStream(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })))

interface Run {
  readonly cases: readonly Case[]
  readonly dollars: number
  readonly dice: Iterator<number>
  /** How many of those that run end before the next is asked for. */
  readonly ends: Iterator<number>
}

const anyRun = fc.record<Run>({
  cases: fc.array(anyCase, { minLength: 1, maxLength: 40 }),
  // Some budgets have room for little, some for what hosted tools may cost.
  dollars: fc.oneof(
    fc.double({ min: 0.005, max: 0.5, noNaN: true }),
    fc.double({ min: 1, max: 200, noNaN: true }),
  ),
  dice: throws,
  ends: fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
})

interface Sent {
  readonly attempt: Attempt
  readonly each: Case
}

test('a strict budget is never exceeded by a provider that bills the worst that requests allow', async () => {
  const seen = { passed: 0, refused: 0, unbounded: 0, nearTheHold: 0 }
  await fc.assert(
    fc.asyncProperty(anyRun, async ({ cases, dollars, dice, ends }) => {
      const rig = openReserveRig()
      const limit = BigInt(Math.round(dollars * 1e9))
      rig.ledger.setBudget({ ...dayBudget(limit), strict: true })
      const roll: Dice = () => dice.next().value ?? 1
      const running: Sent[] = []
      let billed = 0n

      function end({ attempt, each }: Sent): void {
        const held = attempt.hold?.amount ?? 0n
        const { fixed } = attempt.counted
        const counted = { text: attempt.inputTokens - fixed, fixed }
        const { usage, nanoUsd } = each.bill(counted, roll)
        const settlement = rig.settle(attempt, usage)
        expect(settlement.cost).toBe(BigInt(nanoUsd))
        expect(BigInt(nanoUsd)).toBeLessThanOrEqual(held)
        if (nanoUsd * 2 > held) seen.nearTheHold++
        billed += BigInt(nanoUsd)
        expect(billed).toBeLessThanOrEqual(limit)
      }

      try {
        for (const each of cases) {
          const attempt = await rig.reserve(each.asked).catch((error: unknown) => {
            if (!(error instanceof GatewayError)) throw error
            expect(error.code).toMatch(each.isUnbounded ? /^request_unbounded$/ : /^budget_/)
            seen[each.isUnbounded ? 'unbounded' : 'refused']++
          })
          if (attempt) {
            seen.passed++
            running.push({ attempt, each })
          }
          for (const sent of running.splice(0, ends.next().value ?? 0)) end(sent)
        }
        for (const sent of running.splice(0)) end(sent)
        expect(rig.balance()).toEqual({ settled: billed, held: 0n })
      } finally {
        await rig.close()
      }
    }),
    { numRuns: 100 },
  )
  // What was tried is what this is about.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10)
}, 120_000)

test('any other budget holds and quotes at least the standard price, and lets pass what nothing bounds', async () => {
  const rig = openReserveRig()
  rig.ledger.setBudget(dayBudget(10n ** 15n))
  try {
    await fc.assert(
      fc.asyncProperty(anyCase, async each => {
        const { request, price } = await rig.priced(each.asked)
        const { usual } = request
        const standard =
          BigInt(usual.inputTokens) * (price?.input.base ?? 0n) +
          BigInt(usual.outputTokens) * (price?.output.base ?? 0n)
        expect(usual.amount).toBeGreaterThanOrEqual(standard / 1_000_000n)
        const attempt = await rig.reserve(each.asked)
        expect(attempt.hold).toMatchObject({ amount: usual.amount })
        const worst = request.worst()
        if (!each.isUnbounded) expect(worst.amount).toBeGreaterThanOrEqual(usual.amount ?? 0n)
        expect(worst.unbounded !== undefined).toBe(each.isUnbounded)
      }),
      { numRuns: 300 },
    )
  } finally {
    await rig.close()
  }
}, 60_000)
