import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../../gateway/budgets/budget.ts'
import { createMeter, type SpentBefore } from '../../../gateway/budgets/meters.ts'
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
    const meter = createMeter(rolling(5, 100n), nothing, 0)
    meter.close(meter.open(60n, 1000), 60n)
    expect(meter.left).toBe(40n)
    expect(meter.fitsAtMs(40n)).toBe(0)
    const freedAtMs = meter.fitsAtMs(41n) ?? 0
    expect(freedAtMs).toBeGreaterThanOrEqual(1000 + 5 * hour)
    expect(freedAtMs).toBeLessThanOrEqual(1000 + 5 * hour + 60_000)
    meter.advance(freedAtMs - 1)
    expect(meter.left).toBe(40n)
    meter.advance(freedAtMs)
    expect(meter.left).toBe(100n)
  })

  test('starts with what the journal has, by slice', () => {
    const slices: SpentBefore = {
      ...nothing,
      bySlice: () => [
        { slice: 0, amount: 30n },
        { slice: -301, amount: 9n },
      ],
    }
    const meter = createMeter(rolling(5, 100n), slices, 1000)
    expect(meter.settled).toBe(30n)
  })

  test('counts what runs until it ends, and then where it began', () => {
    const meter = createMeter(rolling(1, 100n), nothing, 0)
    const long = meter.open(70n, 0)
    meter.advance(3 * hour)
    expect(meter.left).toBe(30n)
    meter.close(long, 70n)
    expect(meter.left).toBe(100n)
  })

  test('never has room for more than its limit', () => {
    const meter = createMeter(rolling(1, 100n), nothing, 0)
    expect(meter.fitsAtMs(101n)).toBeUndefined()
    meter.open(50n, 0)
    expect(meter.fitsAtMs(60n)).toBeUndefined() // when what runs ends, nobody knows
  })

  test('is at any time at least what was spent within the span', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 2 * hour }),
      cost: fc.bigInt({ min: 0n, max: 50n }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), fc.array(step, { maxLength: 60 }), (hours, steps) => {
        const meter = createMeter(rolling(hours, 1_000_000n), nothing, 0)
        const spent: { readonly atMs: number; readonly cost: bigint }[] = []
        let nowMs = 0
        for (const { waitMs, cost } of steps) {
          nowMs += waitMs
          meter.advance(nowMs)
          meter.close(meter.open(cost, nowMs), cost)
          spent.push({ atMs: nowMs, cost })
          const since = (ms: number) =>
            spent.filter(({ atMs }) => atMs > nowMs - ms).reduce((sum, one) => sum + one.cost, 0n)
          const sliceMs = Math.max(60_000, Math.ceil((hours * hour) / 1000))
          expect(meter.settled).toBeGreaterThanOrEqual(since(hours * hour))
          expect(meter.settled).toBeLessThanOrEqual(since(hours * hour + sliceMs))
        }
      }),
    )
  })
})

describe('a bucket', () => {
  test('is full at first, empties at once and fills by the second', () => {
    const meter = createMeter(bucket(100n, 10), nothing, 0)
    const whole = meter.open(100n, 0)
    expect(meter.left).toBe(0n)
    expect(meter.fitsAtMs(25n)).toBe(2500)
    meter.advance(2499)
    expect(meter.left).toBe(24n)
    meter.advance(2500)
    expect(meter.left).toBe(25n)
    meter.close(whole, 40n) // it took less: the rest comes back
    expect(meter.left).toBe(85n)
    meter.advance(1_000_000)
    expect(meter.left).toBe(100n)
  })

  test('goes on from the level it had, and owes what was taken beyond it', () => {
    const before = { ...nothing, level: { micro: -5_000_000n, atMs: 1000 } }
    const meter = createMeter(bucket(100n, 1), before, 1000)
    expect(meter.left).toBe(0n)
    meter.advance(6000)
    expect(meter.left).toBe(0n)
    meter.advance(7000)
    expect(meter.left).toBe(1n)
    expect(meter.level).toEqual({ micro: 1_000_000n, atMs: 7000 })
  })

  test('grants nothing when the clock is set back', () => {
    const meter = createMeter(bucket(10n, 1), nothing, 10_000)
    meter.open(10n, 10_000)
    meter.advance(0)
    meter.advance(10_000)
    expect(meter.left).toBe(0n)
  })

  test('that never fills says so', () => {
    expect(createMeter(bucket(10n, 0), nothing, 0).fitsAtMs(5n)).toBeUndefined()
    expect(createMeter(bucket(10n, 1), nothing, 0).fitsAtMs(11n)).toBeUndefined()
  })

  test('lets at most its size and what it fills by pass, whoever asks when', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 5000 }),
      asked: fc.integer({ min: 1, max: 30 }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.array(step, { maxLength: 80 }), (perSecond, steps) => {
        const meter = createMeter(bucket(50n, perSecond), nothing, 0)
        let nowMs = 0
        let passed = 0n
        for (const { waitMs, asked } of steps) {
          nowMs += waitMs
          meter.advance(nowMs)
          if (BigInt(asked) > meter.left) continue
          meter.close(meter.open(BigInt(asked), nowMs), BigInt(asked))
          passed += BigInt(asked)
          expect(passed * 1000n).toBeLessThanOrEqual(50_000n + BigInt(nowMs * perSecond))
        }
      }),
    )
  })
})

test('requests at once are free again as each ends', () => {
  const meter = createMeter({ kind: 'concurrency', unit: 'requests', limit: 2n }, nothing, 0)
  const one = meter.open(1n, 0)
  meter.open(1n, 0)
  expect(meter.left).toBe(0n)
  meter.close(one, 1n)
  expect(meter.left).toBe(1n)
  expect(meter.settled).toBe(0n)
})

test('a calendar window that is over is measured anew from the journal', () => {
  const asked: (readonly [number, number])[] = []
  const between = (startMs: number, endMs: number) => {
    asked.push([startMs, endMs])
    return 5n
  }
  const journal: SpentBefore = { ...nothing, between }
  const meter = createMeter(calendar(100n), journal, 0)
  meter.advance(3 * 24 * hour + 1)
  meter.advance(hour)
  expect(asked).toEqual([
    [0, 24 * hour],
    [72 * hour, 96 * hour],
  ])
  expect(meter.left).toBe(95n)
})
