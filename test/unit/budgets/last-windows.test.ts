import { expect, test } from 'vitest'
import { lastWindows } from '../../../gateway/budgets/last-windows.ts'

const nowMs = Date.parse('2026-11-23T12:00:00Z')
const iso = (atMs: number | undefined) => new Date(atMs ?? 0).toISOString()

test('months follow each other, and the last one is the current one', () => {
  const rule = {
    kind: 'calendar',
    window: 'month',
    zone: 'UTC',
    weekStart: 1,
    monthStart: 31,
    unit: 'usd',
    limit: 1n,
  } as const
  const windows = lastWindows(rule, nowMs)
  expect(windows).toHaveLength(12)
  expect(iso(windows.at(-1)?.startMs)).toBe('2026-10-31T00:00:00.000Z')
  expect(iso(windows.at(-1)?.endMs)).toBe('2026-11-30T00:00:00.000Z')
  expect(iso(windows[3]?.startMs)).toBe('2026-02-28T00:00:00.000Z')
  for (const [index, { endMs }] of windows.slice(0, -1).entries())
    expect(windows[index + 1]?.startMs).toBe(endMs)
})

test('rolling spans end now', () => {
  const windows = lastWindows({ kind: 'rolling', hours: 5, unit: 'usd', limit: 1n }, nowMs)
  expect(windows.at(-1)).toEqual({ startMs: nowMs + 1 - 5 * 3_600_000, endMs: nowMs + 1 })
  for (const [index, { endMs }] of windows.slice(0, -1).entries())
    expect(windows[index + 1]?.startMs).toBe(endMs)
})
