import { afterEach, beforeEach, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig()
})

afterEach(() => rig[Symbol.asyncDispose]())

const ask = async (model: string) => {
  const answer = await rig.post(paths['openai-chat'], {
    model,
    max_tokens: 50,
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect(answer.status).toBe(200)
  return rig.rowOf(answer)
}

const settled = async () => (await rig.gateway.admin.listBudgets({}))[0]?.settled

test('what was asked before it had a price is billed afterwards, once, and budgets count it', async () => {
  const { admin } = rig.gateway
  const row = await ask('open/home-made')
  expect(row.costNanoUsd).toBeNull()
  await admin.setBudget(calendarBudget('1000000000'))
  expect(await settled()).toBe('0')

  const price = { providerId: 'open', model: 'home-made', inputUsdPerMillion: '1', outputUsdPerMillion: '2' }
  await admin.setPrice(price)
  const cost = BigInt(row.inputTokens ?? 0) * 1000n + BigInt(row.outputTokens ?? 0) * 2000n
  expect(await admin.repriceHistory({ sinceMs: 0 })).toEqual({
    looked: 1,
    corrected: 1,
    differenceNanoUsd: String(cost),
  })
  expect(await settled()).toBe(String(cost))
  expect((await admin.readOverview({ zone: 'UTC' })).today).toMatchObject({
    costNanoUsd: String(cost),
    unpricedRequests: 0,
    requests: 1,
  })
  expect(await admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ corrected: 0, differenceNanoUsd: '0' })
  expect(await settled()).toBe(String(cost))
})

test('a cheaper price gives back, also to what was corrected before', async () => {
  const { admin } = rig.gateway
  await admin.setBudget(calendarBudget('1000000000'))
  const row = await ask('open/gpt-4o-mini')
  await expect.poll(settled).toBe(row.costNanoUsd)
  const price = (dollars: string) =>
    admin.setPrice({
      providerId: 'open',
      model: 'gpt-4o-mini',
      inputUsdPerMillion: dollars,
      outputUsdPerMillion: dollars,
    })
  const tokens = BigInt((row.inputTokens ?? 0) + (row.outputTokens ?? 0))
  for (const [dollars, nanoPerToken] of [
    ['3', 3000n],
    ['1', 1000n],
  ] as const) {
    await price(dollars)
    await admin.repriceHistory({ sinceMs: 0 })
    expect(await settled()).toBe(String(tokens * nanoPerToken))
  }
  await admin.removePrice({ providerId: 'open', model: 'gpt-4o-mini' })
  await admin.repriceHistory({ sinceMs: 0 })
  expect(await settled()).toBe(row.costNanoUsd)
})

test('what was asked before the day that is named stays as it was', async () => {
  const { admin } = rig.gateway
  await ask('open/home-made')
  expect(await admin.repriceHistory({ sinceMs: Date.now() + 1000 })).toMatchObject({
    looked: 0,
    corrected: 0,
  })
})
