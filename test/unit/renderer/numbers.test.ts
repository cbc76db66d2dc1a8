import { expect, test } from 'vitest'
import { createNumberFormats } from '../../../renderer/format/numbers.ts'

const numbers = createNumberFormats('en-US')

test.each([
  [0, '0 ms'],
  [0.0052, '<0.1 ms'],
  [0.099, '<0.1 ms'],
  [0.1, '0.1 ms'],
  [0.184, '0.18 ms'],
  [9.02, '9 ms'],
  [412.4, '412 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1240, '1.24 s'],
  [59_900, '59.9 s'],
  [59_960, '1 m 00 s'],
  [125_000, '2 m 05 s'],
])('%d ms lasts %s', (milliseconds, text) => {
  expect(numbers.duration(milliseconds)).toBe(text)
})

test.each([
  [0, '0'],
  [9999, '9,999'],
  [10_000, '10K'],
  [1_234_567, '1.23M'],
])('%d is %s in short', (value, text) => {
  expect(numbers.compact(value)).toBe(text)
})

test.each([
  [0, '0 B'],
  [1023, '1,020 B'],
  [1024, '1 KiB'],
  [48_211, '47.1 KiB'],
  [3 * 1024 ** 3, '3 GiB'],
  [5000 * 1024 ** 3, '5,000 GiB'],
])('%d bytes are %s', (value, text) => {
  expect(numbers.bytes(value)).toBe(text)
})

test('a rate keeps three decimals and no more', () => {
  expect([1500, 0.5, 16.667, 0.0004].map(numbers.rate)).toEqual(['1,500', '0.5', '16.667', '0'])
})

test.each([
  [0, '0.0%'],
  [0.06, '0.1%'],
  [12.55, '12.6%'],
  [250, '250.0%'],
])('%d in a hundred is %s', (value, text) => {
  expect(numbers.percent(value)).toBe(text)
})

test('a ratio has two decimals', () => {
  expect([1, 1.2345].map(numbers.decimal)).toEqual(['1.00', '1.23'])
})

test.each([
  [0, '0 sec'],
  [59_999, '59 sec'],
  [60_000, '1 min'],
  [7_199_999, '1 hr'],
  [86_399_999, '23 hr'],
  [3 * 86_400_000, '3 days'],
])('%d ms are roughly %s', (milliseconds, text) => {
  expect(numbers.span(milliseconds)).toBe(text)
})

test.each([
  [0, '0%'],
  [0.01, '0.01%'],
  [0.9964, '0.996%'],
  [100, '100%'],
])('%d in a hundred is %s with three digits', (value, text) => {
  expect(numbers.smallPercent(value)).toBe(text)
})
