import type { Rule } from './budget.ts'
import { type WindowBounds, windowAt } from './windows.ts'

/** How many windows of the past are looked at, the current one included. A year of months is read for each look. */
const counts = { day: 14, week: 12, month: 12 } as const
const spans = 12
const hourMs = 3_600_000

/**
 * The current window and those before it, oldest first. For a rolling budget, the spans of its length that end now, one
 * before the other.
 */
export function lastWindows(
  rule: Extract<Rule, { kind: 'calendar' | 'rolling' }>,
  nowMs: number,
): readonly WindowBounds[] {
  if (rule.kind === 'rolling') {
    const spanMs = rule.hours * hourMs
    return Array.from({ length: spans }, (_, index) => {
      // What was just opened counts, so the end is after now.
      const endMs = nowMs + 1 - (spans - 1 - index) * spanMs
      return { startMs: endMs - spanMs, endMs }
    })
  }
  const windows: WindowBounds[] = []
  let atMs = nowMs
  while (windows.length < counts[rule.window]) {
    const bounds = windowAt(rule.window, rule.zone, atMs, rule)
    windows.unshift(bounds)
    atMs = bounds.startMs - 1
  }
  return windows
}
