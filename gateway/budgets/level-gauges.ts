// The gauges of budgets without a window: a bucket that refills, and the number of requests at once.
import { type BucketLevel, type Gauge, positive, type RuleOf } from './gauge.ts'

export const perUnit = 1_000_000n

/** The level of a bucket after its limit was changed. What was taken out of the bucket before stays taken. */
export function levelAtLimit({ micro, atMs }: BucketLevel, before: bigint, limit: bigint): BucketLevel {
  return { micro: micro + (limit - before) * perUnit, atMs }
}

/**
 * A token bucket, https://en.wikipedia.org/wiki/Token_bucket. It counts in millionths, so that a refill of 0.001 a second is
 * exact for every millisecond.
 */
export function createBucketGauge(rule: RuleOf<'bucket'>, start: BucketLevel): Gauge {
  const brim = rule.limit * perUnit
  const perMs = BigInt(Math.round(rule.refillPerSecond * 1000))
  let micro = start.micro < brim ? start.micro : brim
  let atMs = start.atMs
  let held = 0n
  const pour = (amount: bigint) => {
    micro = micro + amount < brim ? micro + amount : brim
  }
  const toUnits = (amount: bigint) => (amount + perUnit - 1n) / perUnit
  return {
    advance(nowMs) {
      if (nowMs <= atMs) return
      pour(BigInt(nowMs - atMs) * perMs)
      atMs = nowMs
    },
    open(amount, openedAtMs, isInLevel = false) {
      if (!isInLevel) micro -= amount * perUnit
      held += amount
      return { amount, openedAtMs, epoch: 0 }
    },
    change(charge, amount) {
      pour((charge.amount - amount) * perUnit)
      held += amount - charge.amount
      charge.amount = amount
    },
    close(charge, used) {
      held -= charge.amount
      pour((charge.amount - used) * perUnit)
    },
    get settled() {
      return positive(toUnits(positive(brim - micro)) - held)
    },
    get held() {
      return held
    },
    get left() {
      return positive(micro) / perUnit
    },
    bounds: undefined,
    fitsAtMs(asked) {
      if (asked > rule.limit || perMs === 0n) return undefined
      const missing = positive(asked * perUnit - micro)
      return atMs + Number((missing + perMs - 1n) / perMs)
    },
    get level() {
      return { micro, atMs }
    },
  }
}

/** Counts requests at once. Nothing is ever spent, and it is unknown when a running request will end. */
export function createConcurrencyGauge(rule: RuleOf<'concurrency'>): Gauge {
  let held = 0n
  return {
    advance: () => {},
    open(amount, openedAtMs) {
      held += amount
      return { amount, openedAtMs, epoch: 0 }
    },
    change: () => {},
    close(charge) {
      held -= charge.amount
    },
    settled: 0n,
    get held() {
      return held
    },
    get left() {
      return positive(rule.limit - held)
    },
    bounds: undefined,
    fitsAtMs: () => undefined,
  }
}
