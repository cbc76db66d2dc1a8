import { describe, expect, test } from 'vitest'
import { amountText, countText, durationText, moneyText, timeText } from '../../../gateway/cli/words.ts'

describe('an amount', () => {
  test('is exact to the nano-dollar', () => {
    expect(moneyText('30292500')).toBe('0.0302925 USD')
    expect(moneyText('12500000000')).toBe('12.5 USD')
    expect(moneyText('9007199254740993000000001')).toBe('9007199254740993.000000001 USD')
  })

  test('without a price is unknown, never zero', () => {
    expect(moneyText(null)).toBe('unknown')
    expect(moneyText('0')).toBe('0 USD')
  })

  test('is in its budget’s unit', () => {
    expect(amountText('1000', 'tokens')).toBe('1000 tokens')
    expect(amountText('1000', 'requests')).toBe('1000 requests')
    expect(amountText('1000', 'usd')).toBe('0.000001 USD')
  })
})

test('an instant is on the clock of the zone', () => {
  const atMs = Date.UTC(2026, 10, 23, 23, 30, 5)
  expect(timeText(atMs, 'UTC')).toBe('2026-11-23 23:30:05')
  expect(timeText(atMs, 'Asia/Tokyo')).toBe('2026-11-24 08:30:05')
  expect(timeText(Date.UTC(2026, 0, 1), 'UTC')).toBe('2026-01-01 00:00:00')
  expect(timeText(null)).toBe('-')
})

test('a duration and a count that never came are a dash', () => {
  expect([durationText(12.6), durationText(1250), durationText(null)]).toEqual(['13 ms', '1.3 s', '-'])
  expect([countText(0), countText(null)]).toEqual(['0', '-'])
})
