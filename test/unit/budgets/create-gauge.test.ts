import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../../gateway/budgets/budget.ts'
import { createGauge } from '../../../gateway/budgets/create-gauge.ts'
import type { SpentBefore } from '../../../gateway/budgets/gauge.ts'
import { calendar } from '../../support/ledger-records.ts'

const hour = 3_600_000
const nothing: SpentBefore = { between: () => 0n, bySlice: () => [], level: undefined }

const rolling = (hours: number, limit: bigint): Rule => ({ kind: 'rolling', hours, unit: 'usd', limit })
const bucket = (limit: bigint, refillPerSecond: number): Rule => ({
  kind: 'bucket',
  unit: 'tokens',
  limit,
  refillPerSecond,
})

describe('a rolling span', () => {
  test('gives back what was spent when it is that long ago, never early and a slice late at most', () => {
    const gauge = createGauge(rolling(5, 100n), nothing, 0)
    gauge.close(gauge.open(60n, 1000), 60n)
    expect(gauge.left).toBe(40n)
    expect(gauge.fitsAtMs(40n)).toBe(0)
    const freedAtMs = gauge.fitsAtMs(41n) ?? 0
    expect(freedAtMs).toBeGreaterThanOrEqual(1000 + 5 * hour)
    expect(freedAtMs).toBeLessThanOrEqual(1000 + 5 * hour + 60_000)
    gauge.advance(freedAtMs - 1)
    expect(gauge.left).toBe(40n)
    gauge.advance(freedAtMs)
    expect(gauge.left).toBe(100n)
  })

  test('starts with what the journal has, by slice', () => {
    const slices: SpentBefore = {
      ...nothing,
      bySlice: () => [
        { slice: 0, amount: 30n },
        { slice: -301, amount: 9n },
      ],
    }
    const gauge = createGauge(rolling(5, 100n), slices, 1000)
    expect(gauge.settled).toBe(30n)
  })

  test('counts what runs until it ends, and then where it began', () => {
    const gauge = createGauge(rolling(1, 100n), nothing, 0)
    const long = gauge.open(70n, 0)
    gauge.advance(3 * hour)
    expect(gauge.left).toBe(30n)
    gauge.close(long, 70n)
    expect(gauge.left).toBe(100n)
  })

  test('never has room for more than its limit', () => {
    const gauge = createGauge(rolling(1, 100n), nothing, 0)
    expect(gauge.fitsAtMs(101n)).toBeUndefined()
    gauge.open(50n, 0)
    expect(gauge.fitsAtMs(60n)).toBeUndefined() // when what runs ends, nobody knows
  })

  test('is at any time at least what was spent within the span', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 2 * hour }),
      cost: fc.bigInt({ min: 0n, max: 50n }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), fc.array(step, { maxLength: 60 }), (hours, steps) => {
        const gauge = createGauge(rolling(hours, 1_000_000n), nothing, 0)
        const spent: { readonly atMs: number; readonly cost: bigint }[] = []
        let nowMs = 0
        for (const { waitMs, cost } of steps) {
          nowMs += waitMs
          gauge.advance(nowMs)
          gauge.close(gauge.open(cost, nowMs), cost)
          spent.push({ atMs: nowMs, cost })
          const since = (ms: number) =>
            spent.filter(({ atMs }) => atMs > nowMs - ms).reduce((sum, one) => sum + one.cost, 0n)
          const sliceMs = Math.max(60_000, Math.ceil((hours * hour) / 1000))
          expect(gauge.settled).toBeGreaterThanOrEqual(since(hours * hour))
          expect(gauge.settled).toBeLessThanOrEqual(since(hours * hour + sliceMs))
        }
      }),
    )
  })
})

describe('a bucket', () => {
  test('is full at first, empties at once and fills by the second', () => {
    const gauge = createGauge(bucket(100n, 10), nothing, 0)
    const whole = gauge.open(100n, 0)
    expect(gauge.left).toBe(0n)
    expect(gauge.fitsAtMs(25n)).toBe(2500)
    gauge.advance(2499)
    expect(gauge.left).toBe(24n)
    gauge.advance(2500)
    expect(gauge.left).toBe(25n)
    gauge.close(whole, 40n) // it took less: the rest comes back
    expect(gauge.left).toBe(85n)
    gauge.advance(1_000_000)
    expect(gauge.left).toBe(100n)
  })

  test('goes on from the level it had, and owes what was taken beyond it', () => {
    const before = { ...nothing, level: { micro: -5_000_000n, atMs: 1000 } }
    const gauge = createGauge(bucket(100n, 1), before, 1000)
    expect(gauge.left).toBe(0n)
    gauge.advance(6000)
    expect(gauge.left).toBe(0n)
    gauge.advance(7000)
    expect(gauge.left).toBe(1n)
    expect(gauge.level).toEqual({ micro: 1_000_000n, atMs: 7000 })
  })

  test('grants nothing when the clock is set back', () => {
    const gauge = createGauge(bucket(10n, 1), nothing, 10_000)
    gauge.open(10n, 10_000)
    gauge.advance(0)
    gauge.advance(10_000)
    expect(gauge.left).toBe(0n)
  })

  test('that never fills says so', () => {
    expect(createGauge(bucket(10n, 0), nothing, 0).fitsAtMs(5n)).toBeUndefined()
    expect(createGauge(bucket(10n, 1), nothing, 0).fitsAtMs(11n)).toBeUndefined()
  })

  test('lets at most its size and what it fills by pass, whoever asks when', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 5000 }),
      asked: fc.integer({ min: 1, max: 30 }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.array(step, { maxLength: 80 }), (perSecond, steps) => {
        const gauge = createGauge(bucket(50n, perSecond), nothing, 0)
        let nowMs = 0
        let passed = 0n
        for (const { waitMs, asked } of steps) {
          nowMs += waitMs
          gauge.advance(nowMs)
          if (BigInt(asked) > gauge.left) continue
          gauge.close(gauge.open(BigInt(asked), nowMs), BigInt(asked))
          passed += BigInt(asked)
          expect(passed * 1000n).toBeLessThanOrEqual(50_000n + BigInt(nowMs * perSecond))
        }
      }),
    )
  })
})

test('requests at once are free again as each ends', () => {
  const gauge = createGauge({ kind: 'concurrency', unit: 'requests', limit: 2n }, nothing, 0)
  const one = gauge.open(1n, 0)
  gauge.open(1n, 0)
  expect(gauge.left).toBe(0n)
  gauge.close(one, 1n)
  expect(gauge.left).toBe(1n)
  expect(gauge.settled).toBe(0n)
})

test('a calendar window that is over is measured anew from the journal', () => {
  const asked: (readonly [number, number])[] = []
  const between = (startMs: number, endMs: number) => {
    asked.push([startMs, endMs])
    return 5n
  }
  const journal: SpentBefore = { ...nothing, between }
  const gauge = createGauge(calendar(100n), journal, 0)
  gauge.advance(3 * 24 * hour + 1)
  gauge.advance(hour)
  expect(asked).toEqual([
    [0, 24 * hour],
    [72 * hour, 96 * hour],
  ])
  expect(gauge.left).toBe(95n)
})
