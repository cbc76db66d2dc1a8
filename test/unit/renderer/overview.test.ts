import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { windowClientId } from '../../../gateway/contract/clients.ts'
import type { RequestRow, SpendSummary } from '../../../gateway/contract/requests.ts'
import { failureKinds, type Spend } from '../../../gateway/contract/spend.ts'
import { refusedAfter } from '../../../renderer/screens/budgets/alert-link.ts'
import { firstRequest, stepsDone } from '../../../renderer/screens/overview/next-steps.ts'
import {
  countedHash,
  failureFilter,
  groupFilter,
  requestsHash,
} from '../../../renderer/screens/overview/requests-link.ts'
import { roundTicks } from '../../../renderer/screens/overview/round-ticks.ts'
import { spendSeries } from '../../../renderer/screens/overview/spend-series.ts'
import {
  byUrgency,
  refusedBy,
  requestsOf,
  wouldBeRefusedBy,
} from '../../../renderer/screens/overview/urgent-budgets.ts'
import { budget } from './budget-view.ts'

describe('links into the requests', () => {
  test('name the filters as the requests screen does', () => {
    expect(requestsHash({})).toBe('#/requests')
    expect(requestsHash({ outcome: ['truncated', 'recovered'], from: 5, to: 9, team: 'lab/vision' })).toBe(
      '#/requests?range=custom&from=5&to=9&outcome=truncated&outcome=recovered&team=lab%2Fvision',
    )
  })

  test('take a model apart, and have no filter for those that have nothing', () => {
    expect(groupFilter('model', 'openai/org/gpt')).toEqual({ provider: 'openai', model: 'org/gpt' })
    expect(groupFilter('client', 'cli_a')).toEqual({ client: 'cli_a' })
    expect(groupFilter('team', null)).toEqual({ team: '-' })
    expect(groupFilter('client', null)).toBeUndefined()
  })

  test('know outcomes for every kind of failure', () => {
    const links = failureKinds.map(kind =>
      countedHash(failureFilter({ kind, requests: 1, errorCodes: [`code_${kind}`] })),
    )
    expect(new Set(links).size).toBe(failureKinds.length)
    expect(links[2]).toBe('#/requests?kind=provider&outcome=rejected&error=code_unknown-model')
    expect(links[3]).toBe('#/requests?kind=provider&outcome=rejected&error=code_refused')
  })

  test('of a budget are what it counts in its window', () => {
    expect(requestsOf({ ...budget, windowStartMs: 7 })).toBe('#/requests?range=custom&from=7')
    const model = { kind: 'model', id: 'openai/gpt-5' } as const
    expect(requestsOf({ ...budget, scope: model, windowStartMs: null })).toBe(
      '#/requests?provider=openai&model=gpt-5',
    )
    expect(requestsOf({ ...budget, scope: { ...model, id: 'gpt-5' }, windowStartMs: null })).toBe(
      '#/requests?model=gpt-5',
    )
  })
})

test('what a budget refused is linked from where its count begins', () => {
  const counting = { ...budget, id: 'bud_1', refusedSinceMs: 5, windowStartMs: 7 }
  expect(refusedBy(counting)).toBe('#/requests?range=custom&from=5&budget=bud_1')
  expect(wouldBeRefusedBy(counting)).toBe('#/requests?range=custom&from=7&budget=bud_1')
  expect(wouldBeRefusedBy({ ...counting, windowStartMs: null })).toBe('#/requests?budget=bud_1')
})

test('what a budget refused after an alert ends where its next window reaches that mark', () => {
  const alert = (budgetId: string, percent: 50 | 80 | 100, atMs: number) => ({
    budgetId,
    percent,
    atMs,
    name: '',
    title: '',
  })
  const [a, b, c, d] = [alert('x', 80, 9), alert('y', 50, 8), alert('x', 100, 5), alert('x', 80, 3)]
  const alerts = [a, b, c, d]
  expect(alerts.map(each => refusedAfter(each, alerts))).toEqual([
    '#/requests?range=custom&from=9&budget=x',
    '#/requests?range=custom&from=8&budget=y',
    '#/requests?range=custom&from=5&to=9&budget=x',
    '#/requests?range=custom&from=3&to=9&budget=x',
  ])
})

test('budgets come by how full they are, with those that only watch at the end', () => {
  const full = (id: string, settled: bigint, more = {}) => ({
    ...budget,
    id,
    settled: String(settled * 1_000_000_000n),
    ...more,
  })
  const shown = byUrgency([
    full('a', 1n),
    full('watching', 12n, { mode: 'shadow' }),
    full('soft', 9n, { mode: 'soft' }),
    full('hard', 9n),
    full('held', 1n, { held: '9500000000' }),
  ])
  expect(shown.map(({ id }) => id)).toEqual(['held', 'hard', 'soft', 'a', 'watching'])
})

describe('round ticks', () => {
  test.each([
    [0, [0]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [3.1, [0, 1, 2, 3, 4]],
    [0.00112, [0, 0.0005, 0.001, 0.0015]],
    [47, [0, 20, 40, 60]],
  ])('up to %d are %j', (largest, expected) => {
    expect(roundTicks(largest)).toEqual(expected)
  })

  test('reach the largest value with five distances at most', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), largest => {
        const ticks = roundTicks(largest)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-8))
        expect(ticks.length).toBeLessThanOrEqual(6)
      }),
    )
  })
})

test('the chart has a series for each group and one for the others, and its points add up', () => {
  const spend: Spend = {
    zone: 'UTC',
    range: '7d',
    by: 'model',
    fromMs: 1,
    toMs: 9,
    summary: {} as SpendSummary,
    failures: [],
    groups: [
      { id: 'openai/gpt-4.1', costNanoUsd: '5000000000' },
      { id: null, costNanoUsd: '3000000000' },
    ],
    othersNanoUsd: '500000000',
    points: [
      { startMs: 1, requests: 1, costNanoUsd: '3500000000', groupNanoUsd: ['0', '3000000000'] },
      { startMs: 5, requests: 1, costNanoUsd: '5000000000', groupNanoUsd: ['5000000000', '0'] },
    ],
  }
  expect(spendSeries(spend, String)).toEqual({
    series: [
      { key: 'series-0', group: 0 },
      { key: 'series-1', group: 1 },
      { key: 'series-others', group: 'others' },
    ],
    points: [
      { label: '1', startMs: 1, 'series-0': 0, 'series-1': 3, 'series-others': 0.5 },
      { label: '5', startMs: 5, 'series-0': 5, 'series-1': 0, 'series-others': 0 },
    ],
    totalNanoUsd: '8500000000',
    largestDollars: 5,
  })
})

describe('the next steps', () => {
  test('are done by what is there: the window is no tool, and the sandbox no provider', () => {
    const nothing = { providers: [{ sandbox: true }], budgets: [], clients: [] }
    expect(stepsDone(nothing)).toEqual({ provider: false, budget: false, tool: false })
    const window = { id: windowClientId, lastUsedAtMs: 5 }
    expect(stepsDone({ ...nothing, clients: [window, { id: 'cli_a', lastUsedAtMs: null }] }).tool).toBe(false)
    const tool = { id: 'cli_a', lastUsedAtMs: 5 }
    expect(stepsDone({ providers: [{ sandbox: false }], budgets: [budget], clients: [tool] })).toEqual({
      provider: true,
      budget: true,
      tool: true,
    })
  })

  test('begin with the first answer, as long as it is among the latest requests', () => {
    const row = (sequence: number, purpose: RequestRow['purpose']) => ({ sequence, purpose }) as RequestRow
    expect(firstRequest([row(3, 'answer'), row(2, 'answer'), row(1, 'models')])?.sequence).toBe(2)
    expect(firstRequest([row(12, 'answer'), row(11, 'answer')])).toBeUndefined()
    expect(firstRequest([])).toBeUndefined()
  })
})
