import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toPlainUsd } from '../../../gateway/contract/units.ts'
import { createMoneyFormat, toDollars } from '../../../renderer/format/money.ts'

const money = createMoneyFormat('en-US')

describe('money as people read it', () => {
  test.each([
    ['0', '$0.00'],
    ['1', '$0.000000001'],
    ['412000', '$0.000412'],
    ['412345', '$0.000412'],
    ['412987', '$0.000413'],
    ['30292500', '$0.0303'],
    ['40000000', '$0.04'],
    ['500000000', '$0.50'],
    ['999999999', '$1.00'],
    ['1000000000', '$1.00'],
    ['12345000000', '$12.35'],
    ['1234567890000', '$1,234.57'],
    ['-412000', '-$0.000412'],
  ])('%s nano-dollars are %s', (amount, text) => {
    expect(money.short(amount)).toBe(text)
  })

  test('is rounded from decimal digits, not from a double', () => {
    expect(money.short('1005000000')).toBe('$1.01') // as a double, 1.005 lies below the half
    expect(money.short('9007199254740993005000000')).toBe('$9,007,199,254,740,993.01')
  })

  test('an amount above zero is never shown as zero', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), amount => {
        expect(money.short(amount.toString())).toMatch(/[1-9]/)
      }),
    )
  })

  test.each([
    ['8207000', '$0.008207'],
    ['8207123', '$0.008207123'],
    ['100000', '$0.0001'],
    ['5000000000', '$5.00'],
    ['4999981000', '$4.999981'],
  ])('%s nano-dollars that are needed are %s, not rounded', (amount, text) => {
    expect(money.plain(amount)).toBe(text)
    expect(toPlainUsd(BigInt(amount))).toBe(text)
  })

  test.each([
    ['8207999', '$0.0082'],
    ['8197999', '$0.00819'],
    ['4999981000', '$4.99'],
    ['5000000000', '$5.00'],
    ['0', '$0.00'],
  ])('of %s nano-dollars that are left, never more than that is shown: %s', (amount, text) => {
    expect(money.left(amount)).toBe(text)
  })

  test('the exact amount keeps every nano-dollar', () => {
    expect(money.exact('30292501')).toBe('$0.030292501')
    expect(money.exact('2000000000')).toBe('$2.00')
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 27n }), amount => {
        const [whole = '', fraction = ''] = money.exact(amount.toString()).replace(/[$,]/g, '').split('.')
        expect(BigInt(whole + fraction.padEnd(9, '0'))).toBe(amount)
      }),
    )
  })
})

test.each([
  ['0', '$0.0000'],
  ['1', '<$0.0001'],
  ['99999', '<$0.0001'],
  ['100000', '$0.0001'],
  ['412345', '$0.0004'],
  ['30292500', '$0.0303'],
  ['999999999', '$1.0000'],
  ['12345000000', '$12.3450'],
  ['1234567890000', '$1,234.5679'],
])('in a column %s nano-dollars are %s', (amount, text) => {
  expect(money.column(amount)).toBe(text)
})

test('a chart is given dollars', () => {
  expect(toDollars('1500000000')).toBe(1.5)
})
