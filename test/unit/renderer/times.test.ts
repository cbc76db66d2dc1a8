import { expect, test } from 'vitest'
import { createTimeFormats } from '../../../renderer/format/times.ts'

const times = createTimeFormats('en-US')
const now = new Date(2026, 10, 23, 14, 3, 22).getTime()
const second = 1000
const day = 86_400 * second

test('a moment of today is a time, one of another day has its day', () => {
  expect(times.moment(now - 60 * second, now)).toBe('14:02:22')
  expect(times.moment(now - day, now)).toBe('Nov 22 14:03:22')
  expect(times.moment(new Date(2026, 10, 23, 0, 0, 5).getTime(), now)).toBe('00:00:05')
})

test('a row has its time of day, and its day where that begins', () => {
  expect([times.clock(now - day), times.dayOf(now - day)]).toEqual(['14:03:22', 'Nov 22'])
  expect([times.isSameDay(now, now - 3600 * second), times.isSameDay(now, now - day)]).toEqual([true, false])
})

test.each([
  [0, 'now'],
  [-30 * second, '30 seconds ago'],
  [-359 * second, '5 minutes ago'],
  [-3 * 3600 * second, '3 hours ago'],
  [-day, 'yesterday'],
  [-45 * day, 'last month'],
  [-65 * day, '2 months ago'],
  [-800 * day, '2 years ago'],
])('%d ms from now is %s', (offset, text) => {
  expect(times.ago(now + offset, now)).toBe(text)
})

test('a reset is told in its budget’s own zone', () => {
  const midnightInBerlin = Date.UTC(2026, 10, 23, 23, 0)
  expect(times.reset(midnightInBerlin, 'Europe/Berlin', now)).toBe('Tue, Nov 24, 00:00')
  expect(times.reset(midnightInBerlin, 'America/New_York', now)).toBe('Mon, Nov 23, 18:00')
  const nextYear = Date.UTC(2027, 11, 31, 23, 0)
  expect(times.reset(nextYear, 'Europe/Berlin', now)).toBe('Sat, Jan 1, 2028, 00:00')
})

test.each([
  ['2026-11-23', 'today'],
  ['2026-11-22', 'yesterday'],
  ['2026-11-03', '20 days ago'],
  ['2026-09-19', '2 months ago'],
])('the calendar day %s is %s', (isoDay, expected) => {
  expect(times.dayAgo(isoDay, Date.parse('2026-11-23T14:00:00Z'))).toBe(expected)
})

test('a calendar day stays itself in any local zone', () => {
  expect(times.day('2026-11-01')).toBe('Nov 1')
  expect(times.date('2026-11-01')).toBe('Nov 1, 2026')
})

test('the days of the week are ISO’s: Monday is the first', () => {
  expect([1, 2, 6, 7].map(times.weekday)).toEqual(['Monday', 'Tuesday', 'Saturday', 'Sunday'])
})
