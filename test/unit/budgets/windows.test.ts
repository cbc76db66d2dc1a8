import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CalendarOptions,
  checkZone,
  describeInstant,
  lastDays,
  windowAt,
} from '../../../gateway/budgets/windows.ts'

const at = (text: string): number => Date.parse(text)
const hour = 3_600_000

function bounds(
  kind: 'day' | 'week' | 'month',
  zone: string,
  instant: string,
  options: CalendarOptions = {},
): readonly [string, string] {
  const { startMs, endMs } = windowAt(kind, zone, at(instant), options)
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString()]
}

describe('a calendar window', () => {
  test.each([
    // The clocks go forward: 23 hours.
    ['day', 'Europe/Berlin', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    // The clocks go back: 25 hours.
    ['day', 'Europe/Berlin', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // Midnight did not exist: the day began at one.
    [
      'day',
      'America/Sao_Paulo',
      '2018-11-04T12:00:00Z',
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ],
    // A quarter of an hour beside every other zone.
    ['day', 'Asia/Kathmandu', '2026-11-23T18:20:00Z', '2026-11-23T18:15:00.000Z', '2026-11-24T18:15:00.000Z'],
    // The day before the date line was crossed ends where the skipped day would have begun.
    ['day', 'Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
    ['day', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00.000Z', '2011-12-31T10:00:00.000Z'],
    ['month', 'UTC', '2028-02-29T23:59:59Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    [
      'month',
      'Europe/Berlin',
      '2026-10-31T23:30:00Z',
      '2026-10-31T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
    ],
  ] as const)('%s in %s at %s is [%s, %s)', (kind, zone, instant, start, end) => {
    expect(bounds(kind, zone, instant)).toEqual([start, end])
  })

  test.each([
    // The week of the spring change is an hour short, that of the autumn one an hour long.
    ['Europe/Berlin', '2026-03-29T10:00:00Z', 1, '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T10:00:00Z', 7, '2026-10-24T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    ['UTC', '2026-11-23T00:00:00Z', 1, '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['UTC', '2026-11-22T23:59:59Z', 1, '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['UTC', '2026-11-23T12:00:00Z', 2, '2026-11-17T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    // Across the date line a week has six days.
    ['Pacific/Apia', '2011-12-31T00:00:00Z', 1, '2011-12-26T10:00:00.000Z', '2012-01-01T10:00:00.000Z'],
  ] as const)(
    'week in %s at %s that starts on day %i is [%s, %s)',
    (zone, instant, weekStart, start, end) => {
      expect(bounds('week', zone, instant, { weekStart })).toEqual([start, end])
    },
  )

  test.each([
    [15, '2026-11-23T00:00:00Z', '2026-11-15T00:00:00.000Z', '2026-12-15T00:00:00.000Z'],
    [15, '2026-11-14T23:59:59Z', '2026-10-15T00:00:00.000Z', '2026-11-15T00:00:00.000Z'],
    // February has no 31st: its window starts on its last day, and so does the one of a leap year.
    [31, '2026-03-01T00:00:00Z', '2026-02-28T00:00:00.000Z', '2026-03-31T00:00:00.000Z'],
    [31, '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z', '2028-03-31T00:00:00.000Z'],
    [30, '2028-02-28T00:00:00Z', '2028-01-30T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    [31, '2026-01-30T00:00:00Z', '2025-12-31T00:00:00.000Z', '2026-01-31T00:00:00.000Z'],
  ] as const)('month from the %i. at %s is [%s, %s)', (monthStart, instant, start, end) => {
    expect(bounds('month', 'UTC', instant, { monthStart })).toEqual([start, end])
  })

  test('of any kind follows on itself without a gap, in every zone and from every day', () => {
    const zones = [
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom('day', 'week', 'month'),
        fc.constantFrom(...zones),
        fc.integer({ min: at('2010-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 31 }),
        (window, zone, instant, weekStart, monthStart) => {
          const options = { weekStart, monthStart }
          const { startMs, endMs } = windowAt(window, zone, instant, options)
          expect(startMs).toBeLessThanOrEqual(instant)
          expect(endMs).toBeGreaterThan(instant)
          expect(windowAt(window, zone, endMs, options).startMs).toBe(endMs)
          expect(windowAt(window, zone, startMs, options)).toEqual({ startMs, endMs })
        },
      ),
    )
  })

  test('holds the instant it was asked for, and the next begins where it ends', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    ]) {
      for (
        let instant = at('2026-01-01T00:00:00Z');
        instant < at('2027-01-01T00:00:00Z');
        instant += 7 * hour
      ) {
        const { startMs, endMs } = windowAt('day', zone, instant)
        expect(startMs).toBeLessThanOrEqual(instant)
        expect(endMs).toBeGreaterThan(instant)
        expect(windowAt('day', zone, endMs).startMs).toBe(endMs)
      }
    }
  })

  test('the last days follow each other without a gap and end with today', () => {
    const days = lastDays('Europe/Berlin', at('2026-10-26T12:00:00Z'), 30)
    expect(days).toHaveLength(30)
    expect(days.at(-1)?.day).toBe('2026-10-26')
    for (const [index, day] of days.entries()) {
      if (index > 0) expect(day.startMs).toBe(days[index - 1]?.endMs)
    }
    expect(days.find(({ day }) => day === '2026-10-25')).toMatchObject({
      startMs: at('2026-10-24T22:00:00Z'),
    })
  })

  test('an instant is described as people read it, with its zone', () => {
    expect(describeInstant(at('2026-11-24T23:00:00Z'), 'Europe/Berlin')).toBe(
      'Wed, Nov 25 2026, 00:00 Europe/Berlin',
    )
    expect(describeInstant(at('2026-11-24T23:00:09Z'), 'UTC')).toBe('Tue, Nov 24 2026, 23:00:09 UTC')
  })
})

describe('a zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('%s is taken', zone => {
    expect(checkZone(zone)).toBe(zone)
  })
  test.each(['', 'Mars/Olympus', '+01:00', "Europe/Berlin'; DROP", '../etc'])('%j is refused', zone => {
    expect(() => checkZone(zone)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
  })
})
