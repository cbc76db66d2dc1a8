import { describe, expect, test } from 'vitest'
import { checkZone, describeInstant, lastDays, windowAt } from '../../../gateway/budgets/windows.ts'

const at = (text: string): number => Date.parse(text)
const hour = 3_600_000

function bounds(kind: 'day' | 'month', zone: string, instant: string): readonly [string, string] {
  const { startMs, endMs } = windowAt(kind, zone, at(instant))
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

  test('an instant is described with its offset and zone', () => {
    expect(describeInstant(at('2026-11-24T23:00:00Z'), 'Europe/Berlin')).toBe(
      '2026-11-25T00:00:00+01:00[Europe/Berlin]',
    )
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
