import { describe, expect, test } from 'vitest'
import { newFields } from '../../../renderer/screens/budgets/budget-form.ts'
import { missingFields } from '../../../renderer/screens/budgets/missing-fields.ts'
import { isSandboxOff } from '../../../renderer/screens/budgets/of-sandbox.ts'

describe('what a budget still needs', () => {
  const fields = newFields('UTC')

  test.each([
    [fields, 'limit'],
    [{ ...fields, amount: '0' }, 'limit'],
    [{ ...fields, amount: '3', scopeKind: 'person' }, 'scope'],
    [{ ...fields, scopeKind: 'client', scopeId: '' }, 'limitAndScope'],
    [{ ...fields, amount: '3', scopeKind: 'team', scopeId: 'a//b' }, 'other'],
    [{ ...fields, amount: '3', monthStart: '77' }, 'other'],
  ] as const)('%#: %j', (typed, missing) => {
    expect(missingFields(typed)).toBe(missing)
  })
})

describe('a budget for practice', () => {
  const on = [{ id: 'sandbox' }]
  const off = [{ id: 'main' }]

  test.each([
    [{ kind: 'provider', id: 'sandbox' }, off, true],
    [{ kind: 'provider', id: 'sandbox' }, on, false],
    [{ kind: 'model', id: 'sandbox/echo' }, off, true],
    [{ kind: 'provider', id: 'main' }, on, false],
    [{ kind: 'team', id: 'sandbox' }, off, false],
    [{ kind: 'all' }, off, false],
  ] as const)('%j', (scope, providers, isOff) => {
    expect(isSandboxOff(scope, providers)).toBe(isOff)
  })
})
