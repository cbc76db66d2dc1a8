import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isScopeName } from '../../../gateway/budgets/scope-name.ts'
import type { BudgetRule, NewBudget } from '../../../gateway/contract/budgets.ts'
import { isSameBudget } from '../../../gateway/contract/same-budget.ts'
import {
  isScopePath,
  isValidAmount,
  isValidRefill,
  isValidScopeId,
  isWholeIn,
  newFields,
  toFields,
  toNewBudget,
  withKind,
} from '../../../renderer/screens/budgets/budget-form.ts'
import { budget } from './budget-view.ts'

describe('the form of a budget', () => {
  test.each([
    ['calendar', 'usd', '12.5', true],
    ['calendar', 'usd', '0.000000001', true],
    ['calendar', 'usd', '0', false],
    ['calendar', 'usd', '0.0000000001', false],
    ['calendar', 'usd', '', false],
    ['rolling', 'usd', '-1', false],
    ['rolling', 'tokens', '500000', true],
    ['rolling', 'tokens', '1.5', false],
    ['bucket', 'tokens', '999999999999', true],
    ['bucket', 'tokens', '1000000000000', false],
    ['concurrency', 'requests', '999999', true],
    ['concurrency', 'requests', '1000000', false],
  ] as const)('takes, or does not, a limit of a %s in %s of %j: %s', (kind, unit, amount, isValid) => {
    expect(isValidAmount({ kind, unit, amount })).toBe(isValid)
  })

  test('takes hours, days and paces in their ranges', () => {
    expect(['0', '1', '8784', '8785', '1.5', ''].map(text => isWholeIn(text, 1, 8784))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(['0.125', '1500', '0', '0.0001', '1e3', ''].map(isValidRefill)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('agrees with the gateway on what a team, a person or a project is called', () => {
    const character = fc.constantFrom(
      'a',
      '研',
      'é',
      '1',
      ' ',
      '.',
      '_',
      '@',
      '-',
      '/',
      '\u202e',
      '\n',
      '\u0301',
    )
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: character, maxLength: 140 }), fc.string()), text => {
        expect(isScopePath(text)).toBe(isScopeName(text))
      }),
    )
  })

  test('asks for a name wherever one is needed', () => {
    expect(isValidScopeId({ scopeKind: 'all', scopeId: '' })).toBe(true)
    for (const scopeKind of ['team', 'person', 'client', 'provider', 'model', 'project'] as const) {
      expect(isValidScopeId({ scopeKind, scopeId: ' ' })).toBe(false)
      expect(isValidScopeId({ scopeKind, scopeId: ' lab ' })).toBe(true)
    }
    expect(isValidScopeId({ scopeKind: 'team', scopeId: '/lab' })).toBe(false)
    expect(isValidScopeId({ scopeKind: 'model', scopeId: 'x'.repeat(257) })).toBe(false)
  })

  test('changes nothing of a budget that goes through it, to the nano-dollar', () => {
    const rules: fc.Arbitrary<BudgetRule> = fc.oneof(
      fc.record({
        kind: fc.constant('calendar' as const),
        window: fc.constant('week' as const),
        zone: fc.constantFrom('UTC', 'Asia/Kathmandu'),
        weekStart: fc.integer({ min: 1, max: 7 }),
        monthStart: fc.constant(1),
        unit: fc.constantFrom('usd', 'tokens'),
        limit: fc.bigInt({ min: 1n, max: 10n ** 15n }).map(String),
      }),
      fc.record({
        kind: fc.constant('rolling' as const),
        hours: fc.integer({ min: 1, max: 8784 }),
        unit: fc.constantFrom('usd', 'tokens'),
        limit: fc.bigInt({ min: 1n, max: 10n ** 15n }).map(String),
      }),
      fc.record({
        kind: fc.constant('bucket' as const),
        unit: fc.constant('tokens' as const),
        limit: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(String),
        refillPerSecond: fc.integer({ min: 1, max: 10 ** 6 }).map(thousandths => thousandths / 1000),
      }),
    )
    const budgets: fc.Arbitrary<NewBudget> = fc.record({
      scope: fc.constantFrom({ kind: 'all' as const }, { kind: 'team' as const, id: 'lab/vision' }),
      rule: rules,
      mode: fc.constantFrom('hard', 'soft', 'shadow'),
      strict: fc.boolean(),
      atCap: fc.constantFrom('finish', 'cut'),
    })
    fc.assert(
      fc.property(budgets, each => {
        expect(toNewBudget(toFields({ ...budget, ...each }, 'UTC'))).toEqual(each)
      }),
    )
  })

  test('keeps a limit in a unit that the next kind knows, and empties any other', () => {
    const usd = { ...newFields('UTC'), amount: '12.5' }
    expect(withKind(usd, 'rolling')).toMatchObject({ kind: 'rolling', unit: 'usd', amount: '12.5' })
    expect(withKind(usd, 'bucket')).toMatchObject({ kind: 'bucket', unit: 'tokens', amount: '' })
    expect(withKind(usd, 'concurrency')).toMatchObject({ unit: 'requests', amount: '' })
  })

  test('knows when it would change a budget that is there: by scope, window and unit, not by how much', () => {
    const month = toNewBudget({ ...newFields('UTC'), amount: '5' })
    const { rule } = month
    const changed: NewBudget = { ...month, mode: 'soft', strict: true, atCap: 'cut' }
    expect(isSameBudget(month, changed)).toBe(true)
    expect(isSameBudget(month, toNewBudget({ ...newFields('UTC'), amount: '6' }))).toBe(true)
    const others: readonly Partial<ReturnType<typeof newFields>>[] = [
      { window: 'day' },
      { zone: 'Asia/Tokyo' },
      { monthStart: '15' },
      { unit: 'tokens' },
      { scopeKind: 'team', scopeId: 'lab' },
      { kind: 'rolling' },
      { mode: 'shadow' },
    ]
    for (const other of others) {
      expect(isSameBudget(month, toNewBudget({ ...newFields('UTC'), amount: '5', ...other }))).toBe(false)
    }
    const bucket = { kind: 'bucket', unit: 'requests', limit: '5', refillPerSecond: 1 } as const
    expect(
      isSameBudget({ ...month, rule: bucket }, { ...month, rule: { ...bucket, refillPerSecond: 2 } }),
    ).toBe(true)
    expect(isSameBudget({ ...month, rule: bucket }, { ...month, rule })).toBe(false)
  })

  test('sends nothing that its kind does not know', () => {
    const fields = {
      ...newFields('UTC'),
      amount: '4',
      weekStart: '7',
      monthStart: '15',
      strict: true,
      cuts: true,
    } as const
    expect(toNewBudget({ ...fields, window: 'day' }).rule).toMatchObject({ weekStart: 1, monthStart: 1 })
    expect(toNewBudget({ ...fields, window: 'week' }).rule).toMatchObject({ weekStart: 7, monthStart: 1 })
    expect(toNewBudget({ ...fields, window: 'month' }).rule).toMatchObject({ weekStart: 1, monthStart: 15 })
    expect(toNewBudget({ ...fields, kind: 'concurrency', unit: 'requests' })).toEqual({
      scope: { kind: 'all' },
      rule: { kind: 'concurrency', unit: 'requests', limit: '4' },
      mode: 'hard',
      strict: false,
      atCap: 'finish',
    })
  })
})
