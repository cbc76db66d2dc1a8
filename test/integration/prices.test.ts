import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { calendarBudget } from '../support/budgets.ts'
import { openAiClient } from '../support/chat-clients.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const rates = { inputUsdPerMillion: '1', outputUsdPerMillion: '2.000000001' }
let upstream: FakeUpstream
let rig: TestGateway
let ask: (model: string) => Promise<RequestDetail>

beforeAll(async () => {
  upstream = await startFakeUpstream()
  rig = await startTestGateway()
  await rig.admin.addProvider({ id: 'up', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-up' })
  const client = openAiClient(rig.gatewayUrl, rig.token)
  ask = async model => {
    const messages = [{ role: 'user' as const, content: 'hi' }]
    const { response } = await client.chat.completions.create({ model, messages }).withResponse()
    return rig.row(response.headers.get('x-gatehouse-request-id') ?? '')
  }
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await upstream.close()
})

test('prices are those of the table, until one’s own holds from the next request on', async () => {
  const [listed] = (await rig.admin.listPrices({ providerId: 'up' })).filter(
    ({ model }) => model === 'gpt-4o',
  )
  expect(listed).toMatchObject({
    inputNanoUsdPerMillion: '2500000000',
    cacheReadNanoUsdPerMillion: '1250000000',
    source: expect.stringMatching(/^genai-prices /),
    own: null,
  })
  expect((await ask('gpt-4o')).priceSource).toBe(`${listed?.source}, ${listed?.dateIso}`)

  const set = await rig.admin.setPrice({ providerId: 'up', model: 'gpt-4o', ...rates })
  expect(set).toMatchObject({ source: 'override', outputNanoUsdPerMillion: '2000000001' })
  expect(set.own).toEqual({ providerId: 'up', model: 'gpt-4o', ...rates })
  const row = await ask('gpt-4o')
  expect(row.priceSource).toBe(`override, ${set.dateIso}`)
  const exact = BigInt(row.inputTokens ?? 0) * 1_000_000_000n + BigInt(row.outputTokens ?? 0) * 2_000_000_001n
  expect(row.costNanoUsd).toBe(String((exact + 999_999n) / 1_000_000n))

  await rig.admin.removePrice({ providerId: 'up', model: 'gpt-4o' })
  expect((await ask('gpt-4o')).priceSource).toMatch(/^genai-prices /)
})

test('prices of a model that nobody lists are unknown, unless they are one’s own', async () => {
  expect(await ask('house-model')).toMatchObject({ costNanoUsd: null, priceSource: null })
  await rig.admin.setPrice({ providerId: 'up', model: 'house-model', ...rates })
  expect((await ask('house-model')).costNanoUsd).toMatch(/^[1-9]\d*$/)
  expect((await rig.admin.listPrices({})).map(({ model }) => model)).toContain('house-model')
})

test('another name of a listed model is priced as that model and passes a hard budget', async () => {
  const list = { object: 'list', data: [{ id: 'gpt-4o-2024-11-20', object: 'model' }] }
  upstream.scriptModels({
    answer: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(list) },
  })
  await rig.admin.testProvider({ id: 'up' })
  const { id } = await rig.admin.setBudget(calendarBudget('5000000000'))
  expect(await ask('gpt-4o')).toMatchObject({
    certainty: 'exact',
    costNanoUsd: expect.stringMatching(/^[1-9]\d*$/),
    priceSource: expect.stringMatching(/^genai-prices [\d.]+ \(as gpt-4o-2024-11-20\), \d{4}-\d\d-\d\d$/),
  })
  await expect(ask('gpt-4o-mini')).rejects.toMatchObject({
    code: 'price_unknown',
    message: expect.stringMatching(
      /The provider "up" lists no model "gpt-4o-mini"\. Near it: up\/gpt-4o-2024-11-20\. The model "gpt-4o-mini" has no known price/,
    ),
  })
  const refused = () => rig.admin.listRequests({ offset: 0, limit: 9, outcomes: ['no-price'] })
  await expect
    .poll(async () => (await refused()).rows)
    .toMatchObject([{ model: 'gpt-4o-mini', errorCode: 'price_unknown', costNanoUsd: '0' }])
  const [row] = (await refused()).rows
  expect((await rig.row(row?.requestId ?? '')).failure).toEqual({
    type: 'no-price',
    budgetId: id,
    budget: 'All clients, per day',
    providerId: 'up',
    model: 'gpt-4o-mini',
    near: ['up/gpt-4o-2024-11-20'],
  })
  await rig.admin.removeBudget({ id })
  upstream.scriptModels()
})

test.each([
  ['input', '-1'],
  ['input', '1e3'],
  ['input', ''],
  ['output', '0.0000000001'],
  ['cacheRead', '9999999999'],
])('prices are refused where %s is %j', async (name, dollars) => {
  const input = { providerId: 'up', model: 'm', ...rates, [`${name}UsdPerMillion`]: dollars }
  await expect(rig.admin.setPrice(input)).rejects.toMatchObject({ code: 'input_invalid' })
})

test('prices of no provider and prices that nobody set are named in the refusal', async () => {
  const nobody = { providerId: 'nobody', model: 'm' }
  await expect(rig.admin.setPrice({ ...nobody, ...rates })).rejects.toMatchObject({
    code: 'provider_unknown',
  })
  await expect(rig.admin.listPrices({ providerId: 'nobody' })).rejects.toMatchObject({
    code: 'provider_unknown',
  })
  await expect(rig.admin.removePrice(nobody)).rejects.toMatchObject({ code: 'provider_unknown' })
  await expect(rig.admin.removePrice({ providerId: 'up', model: 'm' })).rejects.toMatchObject({
    code: 'price_not_set',
  })
})
