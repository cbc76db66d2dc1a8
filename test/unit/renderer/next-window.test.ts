import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowAt } from '../../../gateway/budgets/windows.ts'
import { nextWindowDay } from '../../../renderer/screens/budgets/next-window.ts'

test('the form says the day on which the gateway begins the next window', () => {
  const anyInstant = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2032-01-01') })
  fc.assert(
    fc.property(
      fc.constantFrom('day', 'week', 'month'),
      fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/Los_Angeles'),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 31 }),
      anyInstant,
      (window, zone, weekStart, monthStart, nowMs) => {
        const { endMs } = windowAt(window, zone, nowMs, { weekStart, monthStart })
        const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(endMs)
        const fields = { window, zone, weekStart: String(weekStart), monthStart: String(monthStart) }
        expect(nextWindowDay(fields, nowMs)).toBe(day)
      },
    ),
  )
})
