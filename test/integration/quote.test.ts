import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

afterEach(async () => {
  expect(rig.calls()).toEqual([]) // nothing is ever sent
  for (const { id, held, settled } of await rig.gateway.admin.listBudgets({})) {
    expect({ held, settled }).toEqual({ held: '0', settled: '0' })
    await rig.gateway.admin.removeBudget({ id })
  }
})

const chat = { model: models['openai-chat'], max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] }
const message = { ...chat, model: models['anthropic-messages'] }

test('a quote tells tokens, what it costs at least, usually and at most, and which budgets it touches', async () => {
  await rig.gateway.admin.setBudget(calendarBudget('1000000000'))
  await rig.gateway.admin.setBudget(calendarBudget('5', { unit: 'tokens', window: 'month' }))
  const answer = await rig.post('/gatehouse/v1/quote', { ...chat, service_tier: 'default' })
  expect(answer.status).toBe(200)
  // gpt-4o-mini: 0.15 and 0.60 dollars a million; 8 tokens in, 50 out at most.
  expect(await answer.json()).toMatchObject({
    object: 'gatehouse.quote',
    model: 'gpt-4o-mini',
    route: 'open/gpt-4o-mini',
    tokens: { input: 8, input_at_most: 8, output_at_most: 50 },
    cost_usd: { at_least: '0.0000012', at_most: '0.0000312' },
    price_source: expect.stringContaining('genai-prices'),
    would_pass: false,
    refused_by: 'all/month/tokens',
    budgets: [
      {
        name: 'all/day',
        title: 'All clients, per day',
        mode: 'hard',
        left: '1 USD',
        limit: '1 USD',
        would_pass: true,
      },
      {
        name: 'all/month/tokens',
        left: '5 tokens',
        would_pass: false,
        resets_at: expect.stringContaining('T'),
      },
    ],
  })
})

test.each([
  ['in its path', '/gatehouse/v1/quote?format=anthropic-messages', {}],
  ['in a header of its clients', '/gatehouse/v1/quote', { 'anthropic-version': '2023-06-01' }],
])('the format of a quoted body is named %s', async (_, path, headers) => {
  const quoted = await (await rig.post(path, message, { headers })).json()
  expect(quoted).toMatchObject({ route: `anth/${message.model}`, would_pass: true, budgets: [] })
})

test('a dry run on any route is the same', async () => {
  const headers = { 'x-gatehouse-dry-run': '1' }
  const openAi = await rig.post(paths['openai-chat'], chat, { headers })
  const anthropic = await rig.post(paths['anthropic-messages'], { ...message, stream: true }, { headers })
  expect(await openAi.json()).toMatchObject({ object: 'gatehouse.quote', would_pass: true })
  expect(await anthropic.json()).toMatchObject({ object: 'gatehouse.quote', would_pass: true })
  expect(await rig.rowOf(openAi)).toMatchObject({ purpose: 'quote', outcome: 'completed', costNanoUsd: '0' })
  expect(await rig.rowOf(anthropic)).toMatchObject({ purpose: 'quote', path: '/v1/messages' })
  const { month } = await rig.gateway.admin.readOverview({ zone: 'UTC' })
  expect(month).toMatchObject({ requests: 0, failedRequests: 0 })
})

test('an unknown price is unknown, and the model of a money budget is refused for it', async () => {
  await rig.gateway.admin.setBudget(calendarBudget('1000'))
  const unpriced = { ...chat, model: 'open/no-such-model' }
  expect(await (await rig.post('/gatehouse/v1/quote', unpriced)).json()).toMatchObject({
    cost_usd: { at_least: null, usual: null, at_most: null },
    would_pass: false,
    budgets: [{ asked: null, would_pass: false }],
  })
})

test('a quote of a request that is translated is of what would be sent', async () => {
  const answer = await rig.post('/gatehouse/v1/quote', { ...chat, model: 'anth/claude-haiku-4-5' })
  const { would_pass: wouldPass, cost_usd: cost, route } = await answer.json()
  expect([answer.status, wouldPass, route]).toEqual([200, true, 'anth/claude-haiku-4-5'])
  expect(Number(cost.usual)).toBeGreaterThan(0)
})

test('what a request would be refused for, a quote is refused for, in the format of the caller', async () => {
  const refused = [
    await rig.post('/gatehouse/v1/quote', '{"model":'),
    await rig.post('/gatehouse/v1/quote', { ...chat, messages: 'Hi' }),
    await rig.post(paths['openai-chat'], chat, { headers: { 'x-gatehouse-dry-run': 'yes please' } }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400])
  for (const answer of refused) expect(await answer.json()).toHaveProperty('error.code')
  const stranger = { authorization: 'Bearer gth_unknown' }
  expect((await rig.post('/gatehouse/v1/quote', chat, { headers: stranger })).status).toBe(401)
  expect((await fetch(`${rig.gateway.gatewayUrl}/gatehouse/v1/quote`)).status).toBe(405)
})
