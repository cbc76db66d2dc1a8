// The gauges of budgets with a window: a day, week or month of the calendar, or the hours before now.
import { type Gauge, positive, type RuleOf, type SpentBefore } from './gauge.ts'
import { windowAt } from './windows.ts'

export function createCalendarGauge(rule: RuleOf<'calendar'>, before: SpentBefore, startAtMs: number): Gauge {
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
      // Running requests were opened in an earlier window and are charged there.
      held = 0n
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

/**
 * Spent amounts leave the window one slice at a time. A slice is a thousandth of the span, but at least a minute. An amount
 * may leave late by the length of a slice, but never early.
 */
export function createRollingGauge(rule: RuleOf<'rolling'>, before: SpentBefore, startAtMs: number): Gauge {
  const spanMs = rule.hours * hourMs
  const sliceMs = Math.max(shortestSliceMs, Math.ceil(spanMs / slicesAtMost))
  const slices = new Map<number, bigint>()
  let nowMs = startAtMs
  let settled = 0n
  let held = 0n
  // The earliest time at which any slice leaves. Before it, the slices need not be looked at.
  let nextLeavesAtMs = Number.POSITIVE_INFINITY
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
