import { expect, test } from 'vitest'
import { checkInput } from '../../../gateway/admin/inputs.ts'
import type { AdminMethod } from '../../../gateway/contract/admin.ts'
import { calendarBudget } from '../../support/budgets.ts'

function complaintOf(method: AdminMethod, input: unknown): string | undefined {
  try {
    checkInput(method, input)
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'input_invalid' })
    return (error as Error).message
  }
}

const budget = calendarBudget('1000')
const bucket = { kind: 'bucket', unit: 'tokens', limit: '5', refillPerSecond: 1 }

test.each<readonly [string, object, string]>([
  [
    'a kind of rule',
    { rule: { kind: 'yearly' } },
    'rule.kind must be one of calendar, rolling, bucket, concurrency.',
  ],
  ['no kind of rule', { rule: {} }, 'rule.kind must be one of calendar, rolling, bucket, concurrency.'],
  ['a rule that is none', { rule: 3 }, 'rule.kind must be one of calendar, rolling, bucket, concurrency.'],
  [
    'a kind of scope',
    { scope: { kind: 'planet', id: 'x' } },
    'scope.kind must be one of all, team, person, client, provider, model, project.',
  ],
  ['a mode', { mode: 'kind' }, 'mode must be one of hard, soft, shadow.'],
])('who sets a budget with a wrong %s is told which there are', (_, wrong, complaint) => {
  expect(complaintOf('setBudget', { ...budget, ...wrong })).toBe(complaint)
})

test.each<readonly [string, object, string]>([
  [
    'a field',
    { rule: { ...bucket, refillPerSecond: undefined } },
    'rule must have required properties refillPerSecond.',
  ],
  ['a value', { rule: { ...bucket, unit: 'usd' } }, 'rule.unit must be one of tokens, requests.'],
  [
    'its only value',
    { rule: { kind: 'concurrency', unit: 'tokens', limit: '5' } },
    'rule.unit must be requests.',
  ],
  ['a field too many', { rule: { ...bucket, hours: 5 } }, 'rule.hours is not known here.'],
  ['the id of a scope', { scope: { kind: 'team' } }, 'scope must have required properties id.'],
  ['a field of the whole', { more: 1 }, 'more is not known here.'],
])('what is wrong is told of the kind of rule or scope that was meant: %s', (_, wrong, complaint) => {
  const input = JSON.parse(JSON.stringify({ ...budget, ...wrong }))
  expect(complaintOf('setBudget', input)).toBe(complaint)
})

test('what may be of two types is told with both', () => {
  const assign = (teamId: unknown) => complaintOf('assignClient', { id: 'c', personId: null, teamId })
  expect(assign(5)).toBe('teamId must be string or null.')
  expect(assign('x'.repeat(129))).toBe('teamId must not have more than 128 characters.')
  const translate = (onUnsupported: unknown) =>
    complaintOf('setClientTranslation', { id: 'c', onUnsupported })
  expect(translate('maybe')).toBe('onUnsupported must be one of drop, warn, reject.')
  expect(translate(5)).toBe('onUnsupported must be one of drop, warn, reject.')
  expect(complaintOf('changeSetting', { key: 'k', value: null })).toBe(
    'value must be number or boolean or string.',
  )
})

test('names the field, and never its value', () => {
  const input = { id: 'p', kind: 'openai', key: 12_345_678 }
  expect(complaintOf('addProvider', input)).toBe('key must be string.')
  expect(complaintOf('addProvider', { ...input, ['__proto__']: 1 })).not.toContain('12345678')
  expect(complaintOf('addProvider', JSON.parse('{"id":"p","kind":"k","__proto__":"12345678"}'))).toBe(
    '__proto__ is not known here.',
  )
  expect(complaintOf('addProvider', null)).toBe('The input must be object.')
})

test('what is right passes', () => {
  expect(complaintOf('setBudget', budget)).toBeUndefined()
  expect(complaintOf('setBudget', { ...budget, rule: bucket })).toBeUndefined()
})

const route = { name: 'smart', groups: [{ strategy: 'priority', targets: [{ target: 'a/b' }] }] }
const grouped = (group: object) => ({ ...route, groups: [{ ...route.groups[0], ...group }] })

test.each<readonly [string, object]>([
  ['name must match', { ...route, name: 'a/b' }],
  ['more is not known here.', { ...route, more: 1 }],
  ['limits.more is not known here.', { ...route, limits: { more: 1 } }],
  ['limits.firstTokenMs must', { ...route, limits: { firstTokenMs: 9 } }],
  ['limits.headersMs must', { ...route, limits: { headersMs: 3_600_001 } }],
  ['hedge.afterMs must', { ...route, hedge: { afterMs: 1.5 } }],
  ['onRefusal must be one of tell, next.', { ...route, onRefusal: 'ask' }],
  ['groups must', { ...route, groups: [] }],
  ['groups must', { ...route, groups: Array.from({ length: 9 }, () => route.groups[0]) }],
  ['groups.0.more is not known here.', grouped({ more: 1 })],
  ['groups.0.strategy must', grouped({ strategy: 'best' })],
  ['groups.0.targets must', grouped({ targets: [] })],
  ['groups.0.targets.0.target must', grouped({ targets: [{ target: 'b' }] })],
  ['groups.0.targets.0.weight must', grouped({ targets: [{ target: 'a/b', weight: -1 }] })],
  ['groups.0.when.needs.0 must', grouped({ when: { needs: ['wings'] } })],
  ['groups.0.when.between.to must', grouped({ when: { between: { from: '00:00', to: '24:00' } } })],
  ['groups.0.when.more is not known here.', grouped({ when: { more: 1 } })],
])('a route that is not valid is told with the path: %s', (complaint, input) => {
  expect(complaintOf('setRoute', input)).toContain(complaint)
})

test('a route that is valid is taken', () => {
  expect(complaintOf('setRoute', route)).toBeUndefined()
})
