import { expect, test } from 'vitest'
import type { BudgetView, DaySpend, RequestTiming } from '../../../gateway/contract/admin.ts'
import { firstRequestSnippets, settingsSnippets } from '../../../renderer/components/client-snippets.ts'
import { parseRoute, routeHash } from '../../../renderer/components/route-hash.ts'
import { isValidAmount, toFields, toNewBudget } from '../../../renderer/screens/overview/budget-form.ts'
import { budgetUsage } from '../../../renderer/screens/overview/budget-usage.ts'
import { spendSeries } from '../../../renderer/screens/overview/spend-series.ts'
import {
  fieldsOfKind,
  isValidBaseUrl,
  isValidId,
  toNewProvider,
} from '../../../renderer/screens/providers/provider-form.ts'
import { hasFilters, withFilter } from '../../../renderer/screens/requests/request-filters.ts'
import { timingPhases } from '../../../renderer/screens/requests/timing-phases.ts'

const budget: BudgetView = {
  id: 'b1',
  name: 'all/day',
  scope: { kind: 'all' },
  window: 'day',
  zone: 'Europe/Berlin',
  limit: { unit: 'usd', nanoUsd: '10000000000' },
  settled: '0',
  held: '0',
  windowStartMs: 0,
  resetsAtMs: 1,
}

const timing: RequestTiming = {
  countedMs: 1,
  heldMs: 2,
  upstreamSentMs: 3,
  upstreamHeadersMs: 10,
  firstTokenMs: 20,
  endedMs: 50,
  perOutputTokenMs: 2,
}

test('a route survives its address', () => {
  const route = { screen: 'requests', requestId: 'req_1/ä' } as const
  expect(parseRoute(routeHash(route))).toEqual(route)
  expect(parseRoute('#/tokens')).toEqual({ screen: 'tokens', requestId: null })
  expect(parseRoute('')).toEqual({ screen: 'overview', requestId: null })
  expect(parseRoute('#/nowhere')).toEqual({ screen: 'overview', requestId: null })
  expect(parseRoute('#/requests/%')).toEqual({ screen: 'requests', requestId: null })
})

test('a budget’s bar is cut into settled and held, and never overflows', () => {
  expect(budgetUsage({ ...budget, settled: '2500000000', held: '1000000000' })).toEqual({
    settledPercent: 25,
    heldPercent: 10,
    level: 'calm',
  })
  expect(budgetUsage({ ...budget, settled: '7000000000', held: '1000000000' }).level).toBe('near')
  expect(budgetUsage({ ...budget, settled: '9000000000', held: '9000000000' })).toEqual({
    settledPercent: 90,
    heldPercent: 10,
    level: 'over',
  })
  expect(budgetUsage({ ...budget, settled: '99000000000' }).settledPercent).toBe(100)
})

test.each([
  ['usd', '12.5', true],
  ['usd', '0.000000001', true],
  ['usd', '0', false],
  ['usd', '0.0000000001', false],
  ['usd', '', false],
  ['usd', '-1', false],
  ['tokens', '500000', true],
  ['tokens', '1.5', false],
] as const)('a limit in %s of %j: %s', (unit, amount, isValid) => {
  expect(isValidAmount({ unit, amount })).toBe(isValid)
})

test('a budget goes through its form unchanged, to the nano-dollar', () => {
  const { scope, window, zone } = budget
  const limit = { unit: 'usd', nanoUsd: '10000000001' } as const
  expect(toNewBudget(toFields({ ...budget, limit }))).toEqual({ scope, window, zone, limit })
  expect(
    toNewBudget({ scope: 'cl_1', window: 'month', zone: 'UTC', unit: 'tokens', amount: '5000' }),
  ).toEqual({
    scope: { kind: 'client', clientId: 'cl_1' },
    window: 'month',
    zone: 'UTC',
    limit: { unit: 'tokens', tokens: 5000 },
  })
})

test('the chart stacks the dearest provider first and fills the days of the others with zero', () => {
  const days: readonly DaySpend[] = [
    {
      day: '2026-11-01',
      costNanoUsd: '3000000000',
      requests: 1,
      providers: [{ id: 'a', costNanoUsd: '3000000000' }],
    },
    {
      day: '2026-11-02',
      costNanoUsd: '5000000000',
      requests: 1,
      providers: [{ id: 'b', costNanoUsd: '5000000000' }],
    },
  ]
  expect(spendSeries(days, day => day)).toEqual({
    providers: ['b', 'a'],
    points: [
      { day: '2026-11-01', a: 3, b: 0 },
      { day: '2026-11-02', a: 0, b: 5 },
    ],
    totalNanoUsd: '8000000000',
  })
})

test('timing becomes stretches that join, without the marks never reached', () => {
  expect(timingPhases(timing).map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
    ['counting', 0, 1],
    ['holding', 1, 2],
    ['sending', 2, 3],
    ['waiting', 3, 10],
    ['thinking', 10, 20],
    ['streaming', 20, 50],
  ])
  const refused = {
    ...timing,
    heldMs: null,
    upstreamSentMs: null,
    upstreamHeadersMs: null,
    firstTokenMs: null,
  }
  expect(timingPhases(refused).map(({ name }) => name)).toEqual(['counting', 'ending'])
})

test('an emptied filter is gone, not empty', () => {
  const filters = withFilter(withFilter({}, 'search', 'gpt'), 'outcome', 'completed')
  expect(filters).toEqual({ search: 'gpt', outcome: 'completed' })
  const none = withFilter(withFilter(filters, 'search', ''), 'outcome', null)
  expect(none).toEqual({})
  expect([hasFilters(filters), hasFilters(none)]).toEqual([true, false])
})

test('a provider form starts from its kind, with an id that is free', () => {
  const kind = {
    kind: 'openai',
    name: 'OpenAI',
    defaultBaseUrl: 'https://api.openai.com/v1',
    keyLabel: 'API key',
    keyRequired: true,
    formats: ['openai-chat'],
    keyPageUrl: null,
  } as const
  expect(fieldsOfKind(kind, ['openai', 'openai-2']).id).toBe('openai-3')
  expect(toNewProvider({ ...fieldsOfKind(kind, []), key: '' })).toEqual({
    kind: 'openai',
    id: 'openai',
    baseUrl: 'https://api.openai.com/v1',
  })
  expect(['a', 'lab-gpu', '-a', 'A', 'a b', ''].map(isValidId)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['http://127.0.0.1:8000', 'ftp://a', 'x', ''].map(isValidBaseUrl)).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('every snippet carries the gateway, the token and, where it sends one, the model', () => {
  const input = { gatewayUrl: 'http://127.0.0.1:4283', token: 'gth_test', model: 'sandbox/echo' }
  for (const { code } of [...firstRequestSnippets(input), ...settingsSnippets(input)]) {
    expect(code).toContain('http://127.0.0.1:4283')
    expect(code).toContain('gth_test')
  }
  for (const { code } of firstRequestSnippets(input)) expect(code).toContain('sandbox/echo')
})
