// How each kind of budget counts. Pure: instants come in, what was spent before comes from the journal.
import type { Rule } from './budget.ts'
import { type WindowBounds, windowAt } from './windows.ts'

/** What a running request takes of one budget, until it is settled. */
export interface Charge {
  readonly openedAtMs: number
  /** The window it was opened in. */
  readonly epoch: number
  amount: bigint
}

export interface Meter {
  /** Time passes: windows roll, buckets fill. Only forward: an earlier instant changes nothing and grants nothing. */
  advance(atMs: number): void
  /** A new one counts from now on, in the rule's unit; `isInLevel`: the level that a bucket started from has it. */
  open(amount: bigint, openedAtMs: number, isInLevel?: boolean): Charge
  change(charge: Charge, amount: bigint): void
  /** The request is over and took `used`; 0 gives everything back. Charged to the window it was opened in. */
  close(charge: Charge, used: bigint): void
  readonly settled: bigint
  readonly held: bigint
  /** Never below 0. */
  readonly left: bigint
  readonly bounds: WindowBounds | undefined
  /** When so much would be left if nothing else came; undefined: by waiting alone, never. */
  fitsAtMs(asked: bigint): number | undefined
  /** Of a bucket only. */
  readonly level?: BucketLevel
}

/** What the journal has settled, in the unit of the budget that asks. */
export interface SpentBefore {
  /** For requests opened in [startMs, endMs). */
  between(startMs: number, endMs: number): bigint
  /** The same by slice, numbered by start / sliceMs. */
  bySlice(startMs: number, sliceMs: number): readonly { readonly slice: number; readonly amount: bigint }[]
  /** Where a bucket stood, in millionths of its unit; undefined: it is new, and full. */
  readonly level: BucketLevel | undefined
}

export interface BucketLevel {
  readonly micro: bigint
  readonly atMs: number
}

const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n)

export function createMeter(rule: Rule, before: SpentBefore, atMs: number): Meter {
  switch (rule.kind) {
    case 'calendar':
      return createCalendarMeter(rule, before, atMs)
    case 'rolling':
      return createRollingMeter(rule, before, atMs)
    case 'bucket':
      return createBucketMeter(rule, before.level ?? { micro: rule.limit * perUnit, atMs })
    case 'concurrency':
      return createConcurrencyMeter(rule)
    default:
      return rule satisfies never
  }
}

type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>

function createCalendarMeter(rule: RuleOf<'calendar'>, before: SpentBefore, startAtMs: number): Meter {
  let bounds = windowAt(rule.window, rule.zone, startAtMs, rule)
  let settled = before.between(bounds.startMs, bounds.endMs)
  let held = 0n
  let epoch = 0
  const left = () => positive(rule.limit - settled - held)
  return {
    advance(atMs) {
      if (atMs < bounds.endMs) return
      bounds = windowAt(rule.window, rule.zone, atMs, rule)
      settled = before.between(bounds.startMs, bounds.endMs)
      held = 0n // what runs was opened in the window before, and is charged there
      epoch++
    },
    open(amount, openedAtMs) {
      const isCurrent = openedAtMs >= bounds.startMs && openedAtMs < bounds.endMs
      if (isCurrent) held += amount
      return { amount, openedAtMs, epoch: isCurrent ? epoch : -1 }
    },
    change(charge, amount) {
      if (charge.epoch === epoch) held += amount - charge.amount
      charge.amount = amount
    },
    close(charge, used) {
      if (charge.epoch !== epoch) return
      held -= charge.amount
      settled += used
    },
    get settled() {
      return settled
    },
    get held() {
      return held
    },
    get left() {
      return left()
    },
    get bounds() {
      return bounds
    },
    fitsAtMs: asked => (asked > rule.limit ? undefined : bounds.endMs),
  }
}

const hourMs = 3_600_000
const slicesAtMost = 1000
const shortestSliceMs = 60_000

/** Spent amounts leave a slice at a time, a thousandth of the span or a minute late: never early. */
function createRollingMeter(rule: RuleOf<'rolling'>, before: SpentBefore, startAtMs: number): Meter {
  const spanMs = rule.hours * hourMs
  const sliceMs = Math.max(shortestSliceMs, Math.ceil(spanMs / slicesAtMost))
  const slices = new Map<number, bigint>()
  let nowMs = startAtMs
  let settled = 0n
  let held = 0n
  let nextLeavesAtMs = Number.POSITIVE_INFINITY // of all slices: most of the time nobody needs to look at them
  const leavesAtMs = (slice: number) => (slice + 1) * sliceMs + spanMs
  const add = (slice: number, amount: bigint) => {
    if (leavesAtMs(slice) <= nowMs || amount === 0n) return
    slices.set(slice, (slices.get(slice) ?? 0n) + amount)
    nextLeavesAtMs = Math.min(nextLeavesAtMs, leavesAtMs(slice))
    settled += amount
  }
  for (const { slice, amount } of before.bySlice(startAtMs - spanMs - sliceMs, sliceMs)) add(slice, amount)
  return {
    advance(atMs) {
      nowMs = Math.max(nowMs, atMs)
      if (nextLeavesAtMs > nowMs) return
      for (const [slice, amount] of slices) {
        if (leavesAtMs(slice) > nowMs) continue
        slices.delete(slice)
        settled -= amount
      }
      nextLeavesAtMs = Math.min(...[...slices.keys()].map(leavesAtMs))
    },
    open(amount, openedAtMs) {
      held += amount
      return { amount, openedAtMs, epoch: 0 }
    },
    change(charge, amount) {
      held += amount - charge.amount
      charge.amount = amount
    },
    close(charge, used) {
      held -= charge.amount
      add(Math.floor(charge.openedAtMs / sliceMs), used)
    },
    get settled() {
      return settled
    },
    get held() {
      return held
    },
    get left() {
      return positive(rule.limit - settled - held)
    },
    get bounds() {
      return { startMs: nowMs - spanMs, endMs: Math.min(nowMs + spanMs, nextLeavesAtMs) }
    },
    fitsAtMs(asked) {
      let missing = asked + held + settled - rule.limit
      if (asked > rule.limit) return undefined
      for (const slice of [...slices.keys()].sort((a, b) => a - b)) {
        if (missing <= 0n) break
        missing -= slices.get(slice) ?? 0n
        if (missing <= 0n) return leavesAtMs(slice)
      }
      return missing <= 0n ? nowMs : undefined
    },
  }
}

const perUnit = 1_000_000n

/** Where a bucket stands whose limit changes: what was taken of it stays taken. */
export function levelAtLimit({ micro, atMs }: BucketLevel, before: bigint, limit: bigint): BucketLevel {
  return { micro: micro + (limit - before) * perUnit, atMs }
}

/** https://en.wikipedia.org/wiki/Token_bucket, in millionths: a refill of 0.001 a second is exact by the millisecond. */
function createBucketMeter(rule: RuleOf<'bucket'>, start: BucketLevel): Meter {
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

/** Requests at once: nothing is ever spent, and when one ends nobody knows. */
function createConcurrencyMeter(rule: RuleOf<'concurrency'>): Meter {
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
