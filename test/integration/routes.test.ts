// Routes over two providers, by real sockets: which target is asked, and which is left out and why.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RouteDefinition, RouteGroup } from '../../gateway/contract/routes.ts'
import { calendarBudget } from '../support/budgets.ts'
import { chatBody, paths } from '../support/gateway-rig.ts'
import { askRoute, clear, first, openRouteRig, other, type RouteRig, setRoute } from '../support/route-rig.ts'

let rig: RouteRig

beforeAll(async () => {
  rig = await openRouteRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

afterEach(() => clear(rig))

const setGroups = (groups: readonly RouteGroup[], more: Partial<RouteDefinition> = {}) =>
  setRoute(rig, groups, more)
const ask = (extra: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  askRoute(rig, extra, headers)

function onlyIf(when: RouteGroup['when']): readonly RouteGroup[] {
  return [
    { strategy: 'priority', targets: [other], when },
    { strategy: 'priority', targets: [first] },
  ]
}

describe('conditions', () => {
  test('a header', async () => {
    await setGroups(onlyIf({ header: { name: 'X-Tier', value: 'gold' } }))
    expect((await ask({}, { 'x-tier': 'gold' })).target).toBe(other.target)
    const { target, row } = await ask()
    expect(target).toBe(first.target)
    expect(row.trace).toEqual({
      route: 'smart',
      steps: [
        {
          target: 'other/gpt-4o-mini',
          outcome: 'condition',
          reason: 'It is for requests with the header X-Tier.',
          atMs: null,
        },
        { target: 'open/gpt-4o-mini', outcome: 'answered', reason: '', atMs: expect.any(Number) },
      ],
    })
  })

  test('a project, and those within it', async () => {
    await setGroups(onlyIf({ projects: ['lab'] }))
    expect((await ask({}, { 'x-gatehouse-project': 'lab/vision' })).target).toBe(other.target)
    expect((await ask({}, { 'x-gatehouse-project': 'laboratory' })).target).toBe(first.target)
  })

  test('the local time of day', async () => {
    await setGroups(onlyIf({ between: { from: '22:00', to: '06:00' } }))
    expect((await ask()).target).toBe(first.target)
    rig.clock.nowMs = new Date(2026, 10, 28, 5, 59).getTime()
    expect((await ask()).target).toBe(other.target)
  })

  test('the input tokens, as they are counted', async () => {
    await setGroups(onlyIf({ inputTokensAtLeast: 500 }))
    expect((await ask()).target).toBe(first.target)
    const messages = [{ role: 'user', content: 'word '.repeat(600) }]
    const { target, explained } = await ask({ messages })
    expect(target).toBe(other.target)
    expect(explained.inputTokens).toBeGreaterThan(600)
  })

  test('what is left of a budget over the request', async () => {
    await setGroups(onlyIf({ budgetLeftBelowPercent: 50 }))
    expect((await ask()).target).toBe(first.target)
    const { row } = await ask()
    const spent = BigInt(row.costNanoUsd ?? 0)
    await rig.gateway.admin.setBudget(calendarBudget('1000000000', { window: 'month' }))
    expect((await ask()).target).toBe(first.target)
    const budgets = await rig.gateway.admin.listBudgets({})
    const limit = BigInt(budgets[0]?.settled ?? 0) + spent
    await rig.gateway.admin.setBudget({
      ...calendarBudget(String(limit), { window: 'month' }),
      mode: 'soft',
    })
    expect((await ask()).target).toBe(other.target)
  })

  test('what the request needs', async () => {
    await setGroups(onlyIf({ needs: ['json-schema'] }))
    const schema = { name: 'x', schema: { type: 'object', properties: {} } }
    const format = { type: 'json_schema', json_schema: schema }
    const { target, explained } = await ask({ response_format: format })
    expect(target).toBe(other.target)
    expect(explained.needs).toEqual(['json-schema'])
    expect((await ask()).target).toBe(first.target)
  })
})

test('lowest-cost goes by real prices, and a model without a price comes last', async () => {
  const cheap = { target: 'other/gpt-4o-mini' }
  const dear = { target: 'open/gpt-4o' }
  const unknown = { target: 'open/no-such-model' }
  await setGroups([{ strategy: 'lowest-cost', targets: [unknown, dear, cheap] }])
  const { target, explained, row } = await ask()
  expect(target).toBe(cheap.target)
  const names = explained.targets.map(each => each.target)
  expect(names).toEqual([cheap.target, dear.target, unknown.target])
  const costs = explained.targets.map(
    (each: { estimatedCostNanoUsd: string | null }) => each.estimatedCostNanoUsd,
  )
  expect(BigInt(costs[0] ?? -1)).toBeLessThan(BigInt(costs[1] ?? -1))
  expect(costs[2]).toBeNull()
  expect(BigInt(costs[0] ?? -1)).toBe(BigInt(row.heldNanoUsd ?? 0))
})

test('an own price decides too', async () => {
  await setGroups([{ strategy: 'lowest-cost', targets: [first, other] }])
  const dear = { inputUsdPerMillion: '100', outputUsdPerMillion: '100' }
  const model = { providerId: 'open', model: 'gpt-4o-mini' }
  await rig.gateway.admin.setPrice({ ...model, ...dear })
  expect((await ask()).target).toBe(other.target)
  await rig.gateway.admin.removePrice(model)
  expect((await ask()).target).toBe(first.target)
})

describe('a target is left out, with the reason', () => {
  test('if it cannot be asked for what the request needs', async () => {
    await setGroups([{ strategy: 'priority', targets: [{ target: 'open/text-embedding-3-small' }, other] }])
    const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } }
    const { target, row } = await ask({ tools: [tool] })
    expect(target).toBe(other.target)
    expect(row.trace?.steps[0]).toMatchObject({
      target: 'open/text-embedding-3-small',
      outcome: 'capability',
      reason: 'text-embedding-3-small cannot be asked for tools.',
    })
  })

  test('if its context is too small', async () => {
    await setGroups([{ strategy: 'priority', targets: [first, { target: 'other/gpt-4.1' }] }])
    const messages = [{ role: 'user', content: 'one two '.repeat(70_000) }]
    const { target, row } = await ask({ messages })
    expect(target).toBe('other/gpt-4.1')
    expect(row.trace?.steps[0]).toMatchObject({ target: first.target, outcome: 'context' })
  })

  test('if its provider is not set up: no other provider stands in for it', async () => {
    await setGroups([{ strategy: 'priority', targets: [{ target: 'gone/gpt-4o-mini' }, other] }])
    const { row } = await ask()
    expect(row.trace?.steps[0]).toMatchObject({ target: 'gone/gpt-4o-mini', outcome: 'unknown' })
  })
})

test('if no target is left, the refusal names each with its reason, and the row too', async () => {
  await setGroups([
    { strategy: 'priority', targets: [{ target: 'gone/gpt-4o' }] },
    { strategy: 'priority', targets: [other], when: { clients: ['editor'] } },
  ])
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smart' }))
  expect(answer.status).toBe(424)
  const { error } = await answer.json()
  expect(error.code).toBe('no_route')
  expect(error.message).toContain('gone/gpt-4o: No provider set up here serves the model "gone/gpt-4o".')
  expect(error.message).toContain('other/gpt-4o-mini: It is for the client "editor"')
  const row = await rig.rowOf(answer)
  expect(row.trace?.steps.map(({ outcome }) => outcome)).toEqual(['unknown', 'condition'])
  const explained = await rig.post('/gatehouse/v1/explain', chatBody('openai-chat', { model: 'smart' }))
  expect(await explained.json()).toMatchObject({ noRoute: expect.stringContaining('gone/gpt-4o: ') })
})
