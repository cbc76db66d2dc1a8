import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { routeInput } from '../../../gateway/admin/route-input.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import {
  type ConditionFields,
  newGroup,
  newRouteFields,
  newTarget,
  type RouteFields,
  type TargetFields,
  toFile,
  toRouteDefinition,
  toRouteFields,
} from '../../../renderer/screens/routes/route-fields.ts'
import { routeProblems } from '../../../renderer/screens/routes/route-problems.ts'

const full: RouteDefinition = {
  name: 'smart',
  groups: [
    {
      strategy: 'weighted',
      targets: [
        { target: 'openai/gpt-4o', weight: 2.5, limits: { headersMs: 500, firstTokenMs: 900 } },
        { target: 'router/meta/llama', limits: { tokensPerSecond: 12.5, probeWindowMs: 2000 } },
      ],
      when: {
        inputTokensAtLeast: 0,
        inputTokensAtMost: 8000,
        needs: ['tools', 'vision'],
        clients: ['notebook'],
        projects: ['lab/vision'],
        between: { from: '22:00', to: '06:30' },
        budgetLeftBelowPercent: 12.5,
        header: { name: 'x-fast', value: 'yes' },
      },
    },
    { strategy: 'local-first', targets: [{ target: 'ollama/llama3' }] },
  ],
  limits: { firstTokenMs: 3000 },
  hedge: { afterMs: 700 },
  sticky: false,
  onRefusal: 'next',
  continueBroken: true,
  localLastResort: true,
}

test('a route goes through the form unchanged, with all that it may say and with nothing but the least', () => {
  const least: RouteDefinition = {
    name: 'cheap',
    groups: [{ strategy: 'lowest-cost', targets: [{ target: 'openai/gpt-4o-mini' }] }],
  }
  for (const route of [full, least, { ...least, hedge: {} }]) {
    expect(toRouteDefinition(toRouteFields(route))).toEqual(route)
    expect(routeProblems(toRouteFields(route))).toEqual({})
  }
})

test('a file has all of a route but when it was made', () => {
  expect(JSON.parse(toFile({ ...full, createdAtMs: 1, updatedAtMs: 2 }))).toEqual(full)
})

test('a new route lacks its name and its first target, and nothing else is wrong with it', () => {
  expect(routeProblems(newRouteFields())).toEqual({
    name: { name: 'name', isMissing: true },
    'groups.0.targets.0.target': { name: 'target', isMissing: true },
  })
})

const valid: RouteFields = {
  ...newRouteFields(),
  name: 'smart',
  groups: [{ ...newGroup(), targets: [newTarget('a/b')] }],
}
const group = valid.groups[0] ?? newGroup()
const withTarget = (target: Partial<TargetFields>): RouteFields => ({
  ...valid,
  groups: [{ ...group, strategy: 'weighted', targets: [{ ...newTarget('a/b'), ...target }] }],
})
const when = (conditions: Partial<ConditionFields>): RouteFields => ({
  ...valid,
  groups: [{ ...group, when: { ...group.when, ...conditions } }],
})
const limits = (name: string, text: string): RouteFields => ({
  ...valid,
  limits: { ...valid.limits, [name]: text },
})
const targets = (count: number) => Array.from({ length: count }, () => newTarget('a/b'))

/** The path of the field with the problem, or undefined where there is none. */
const cases: readonly (readonly [string, RouteFields, string | undefined])[] = [
  ['a name', valid, undefined],
  ...['', 'a/b', '-a', 'a b', 'é', 'a'.repeat(129)].map(
    name => [`the name "${name}"`, { ...valid, name }, 'name'] as const,
  ),
  ['the longest name', { ...valid, name: 'a'.repeat(128) }, undefined],
  ['no group', { ...valid, groups: [] }, 'groups'],
  ['eight groups', { ...valid, groups: Array.from({ length: 8 }, () => group) }, undefined],
  ['nine groups', { ...valid, groups: Array.from({ length: 9 }, () => group) }, 'groups'],
  ['no target', { ...valid, groups: [{ ...group, targets: [] }] }, 'groups.0'],
  ['sixteen targets', { ...valid, groups: [{ ...group, targets: targets(16) }] }, undefined],
  ['seventeen targets', { ...valid, groups: [{ ...group, targets: targets(17) }] }, 'groups.0'],
  ...['a', '/b', 'a/', 'a b/c', `a/${'b'.repeat(299)}`].map(
    target => [`the target "${target}"`, withTarget({ target }), 'groups.0.targets.0.target'] as const,
  ),
  ['a model with slashes', withTarget({ target: 'a/b/c' }), undefined],
  ['no weight', withTarget({ weight: '' }), undefined],
  ['a weight of zero', withTarget({ weight: '0' }), undefined],
  ['the most weight', withTarget({ weight: '1000000' }), undefined],
  ['too much weight', withTarget({ weight: '1000000.5' }), 'groups.0.targets.0.weight'],
  ['10 ms to the first token', limits('firstTokenMs', '10'), undefined],
  ['9 ms to the first token', limits('firstTokenMs', '9'), 'limits.firstTokenMs'],
  ['an hour to the headers', limits('headersMs', '3600000'), undefined],
  ['more than an hour', limits('headersMs', '3600001'), 'limits.headersMs'],
  ['half a millisecond', limits('headersMs', '10.5'), 'limits.headersMs'],
  ['a pace of zero', limits('tokensPerSecond', '0'), 'limits.tokensPerSecond'],
  ['a pace of a tenth', limits('tokensPerSecond', '0.1'), undefined],
  ['too fast a pace', limits('tokensPerSecond', '100001'), 'limits.tokensPerSecond'],
  ['a window of 99 ms', limits('probeWindowMs', '99'), 'limits.probeWindowMs'],
  ['a window of a minute', limits('probeWindowMs', '60000'), undefined],
  ['a hedge by itself', { ...valid, hedges: true }, undefined],
  ['a hedge after 9 ms', { ...valid, hedges: true, hedgeAfterMs: '9' }, 'hedgeAfterMs'],
  ['no tokens at least', when({ inputTokensAtLeast: '0' }), undefined],
  ['too many tokens', when({ inputTokensAtMost: '100000001' }), 'groups.0.when.inputTokensAtMost'],
  ['all needs', when({ needs: ['tools', 'vision', 'json-schema', 'reasoning'] }), undefined],
  ['32 clients', when({ clients: Array.from({ length: 32 }, (_, index) => `c${index}`) }), undefined],
  [
    '33 clients',
    when({ clients: Array.from({ length: 33 }, (_, index) => `c${index}`) }),
    'groups.0.when.clients',
  ],
  ['a long project', when({ projects: ['p'.repeat(129)] }), 'groups.0.when.projects'],
  ['a time over midnight', when({ from: '23:59', to: '00:00' }), undefined],
  ['a time that is none', when({ from: '24:00', to: '01:00' }), 'groups.0.when.from'],
  ['a time without an end', when({ from: '10:00' }), 'groups.0.when.to'],
  ['all of a budget', when({ budgetLeftBelowPercent: '100' }), undefined],
  ['none of a budget', when({ budgetLeftBelowPercent: '0' }), 'groups.0.when.budgetLeftBelowPercent'],
  ['a header', when({ headerName: 'x-fast' }), undefined],
  ['a header with a space', when({ headerName: 'x fast' }), 'groups.0.when.headerName'],
  ['a value without a header', when({ headerValue: 'yes' }), 'groups.0.when.headerName'],
  ['a long value', when({ headerName: 'x', headerValue: 'v'.repeat(257) }), 'groups.0.when.headerValue'],
]

test.each(cases)('%s: the form says what the gateway says', (_, fields, path) => {
  expect(Object.keys(routeProblems(fields))).toEqual(path === undefined ? [] : [path])
  expect(Check(routeInput, toRouteDefinition(fields))).toBe(path === undefined)
})
