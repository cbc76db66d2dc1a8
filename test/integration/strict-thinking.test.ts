import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const user = (content: string) => ({ messages: [{ role: 'user', content }] })
const { 'openai-chat': chatPath } = paths

const setTokens = (limit: string) =>
  rig.gateway.admin.setBudget(calendarBudget(limit, { unit: 'tokens' }, { strict: true }))
const messageOf = async (answer: Response) =>
  ((await answer.json()) as { readonly error: { readonly message: string } }).error.message

describe('a strict budget that refuses a model which may think beyond max_tokens', () => {
  test('says what bounds the thinking too, and lets pass who does as it says', async () => {
    await setTokens('5000')
    const asked = { model: 'open/qwen3-32b', ...user('Hi') }
    for (const body of [asked, { ...asked, max_tokens: 10 }, { ...asked, max_tokens: 1 }]) {
      const refused = await rig.post(chatPath, body)
      expect(refused.status).toBe(402)
      expect(await messageOf(refused)).toMatch(
        / Raise the budget, or ask for less: a shorter prompt or max_completion_tokens, which bounds thinking too\.$/,
      )
    }
    expect((await rig.post(chatPath, { ...asked, max_completion_tokens: 10 })).status).toBe(200)
  })

  test('names another model where nothing bounds the thinking', async () => {
    await setTokens('5000')
    const refused = await rig.post(chatPath, {
      model: 'open/grok-4',
      max_completion_tokens: 10,
      ...user('Hi'),
    })
    expect(await messageOf(refused)).toMatch(
      / or ask for less: a shorter prompt or a model whose thinking max_tokens bounds\.$/,
    )
  })
})

test('a smaller max_tokens is suggested for any other model, and by a budget that is not strict', async () => {
  await setTokens('5')
  const chat = { model: models['openai-chat'], max_tokens: 10, ...user('Hi') }
  expect(await messageOf(await rig.post(chatPath, chat))).toMatch(
    / a shorter prompt or a smaller max_tokens\.$/,
  )
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
  await rig.gateway.admin.setBudget(calendarBudget('5', { unit: 'tokens' }))
  const thinking = { ...chat, model: 'open/qwen3-32b' }
  expect(await messageOf(await rig.post(chatPath, thinking))).toMatch(
    / a shorter prompt or a smaller max_tokens\.$/,
  )
})
