import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ sandbox: true })
})
afterEach(() => rig[Symbol.asyncDispose]())

const chat = chatBody('openai-chat')
const messages = [{ role: 'user' as const, content: 'Hello' }]

describe('one model has one name', () => {
  test('in the log, its search, the overview and the accuracy, however it was asked for', async () => {
    for (const model of ['gpt-4o', 'open/gpt-4o']) {
      const { response } = await rig.openAi.chat.completions.create({ model, messages }).withResponse()
      expect(await rig.rowOf(response)).toMatchObject({
        model: 'gpt-4o',
        route: 'open/gpt-4o',
        providerId: 'open',
      })
    }
    for (const search of ['gpt-4o', 'open/gpt-4o', 'pen/gpt', 'GPT-4O']) {
      const found = await rig.gateway.admin.listRequests({ offset: 0, limit: 5, search })
      expect([search, found.rows.map(({ model }) => model)]).toEqual([search, ['gpt-4o', 'gpt-4o']])
    }
    const { latest } = await rig.gateway.admin.readOverview({ zone: 'UTC' })
    expect(latest.map(({ model }) => model)).toEqual(['gpt-4o', 'gpt-4o'])
    const { models: accurate } = await rig.gateway.admin.readAccuracy({ zone: 'UTC' })
    expect(accurate.map(({ providerId, model, requests }) => [providerId, model, requests])).toEqual([
      ['open', 'gpt-4o', 2],
    ])
  })

  test('and what the caller wrote stands only where that led nowhere', async () => {
    const answer = await rig.post(paths['openai-chat'], { ...chat, model: 'sandbox/nope' })
    expect(await rig.rowOf(answer)).toMatchObject({ model: 'sandbox/nope', route: null, providerId: null })
    const found = await rig.gateway.admin.listRequests({ offset: 0, limit: 5, search: 'sandbox/no' })
    expect(found.total).toBe(1)
  })

  test('a row without a model is found by its path', async () => {
    const { response } = await rig.openAi.models.list().withResponse()
    const { requestId } = await rig.rowOf(response)
    const answer = await rig.post(paths['openai-chat'], chat)
    await rig.rowOf(answer)
    const found = await rig.gateway.admin.listRequests({ offset: 0, limit: 5, search: '/v1/mod' })
    expect(found.rows.map(row => row.requestId)).toEqual([requestId])
  })
})
