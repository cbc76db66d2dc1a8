import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askRaw, json, type RawAsk } from '../support/ask-raw.ts'
import { openAiClient } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig()
})
afterEach(() => rig[Symbol.asyncDispose]())

const status = () => rig.gateway.admin.readStatus({})
const allRows = async () => (await rig.gateway.admin.listRequests({ offset: 0, limit: 500 })).rows

describe('requests without a valid token', () => {
  const floods: readonly (readonly [code: string, asked: RawAsk, token: string])[] = [
    ['token_missing', { method: 'POST', target: paths['openai-chat'], headers: json, body: '{}' }, ''],
    ['token_missing', { method: 'GET', target: '/v1/models' }, ''],
    [
      'token_unknown',
      { method: 'POST', target: paths['anthropic-messages'], headers: json, body: '{}' },
      'gth_wrong',
    ],
    [
      'token_unknown',
      { method: 'POST', target: '/v1/messages/count_tokens', headers: json, body: '{}' },
      'sk-x',
    ],
    ['token_unknown', { method: 'POST', target: '/gatehouse/v1/quote', headers: json, body: '{}' }, 'sk-x'],
    ['host_forbidden', { method: 'GET', target: '/v1/models', host: 'x.example' }, ''],
    ['origin_forbidden', { method: 'GET', target: '/healthz', headers: ['origin: null'] }, 'gth_wrong'],
    ['route_unknown', { method: 'GET', target: '/favicon.ico' }, ''],
    ['method_not_allowed', { method: 'GET', target: '/v1/messages' }, ''],
    ['media_type_unsupported', { method: 'POST', target: '/v1/messages', body: '{}' }, ''],
  ]

  test('are counted by what they were refused for, and push no row out of the log', async () => {
    for (const [, asked, token] of floods) await askRaw(rig, asked, token)
    await sendRaw(rig.gateway.gatewayUrl, 'nonsense\r\n\r\n')
    const { response } = await rig.openAi.models.list().withResponse()
    await rig.rowOf(response)
    expect(await allRows()).toHaveLength(1)
    const counted = new Map<string, number>([['http_malformed', 1]])
    for (const [code] of floods) counted.set(code, (counted.get(code) ?? 0) + 1)
    const { unauthenticated } = await status()
    expect(Object.fromEntries(unauthenticated.map(({ code, requests }) => [code, requests]))).toEqual(
      Object.fromEntries(counted),
    )
    expect(unauthenticated[0]).toEqual({ code: 'token_unknown', requests: 3 })
  })

  test('that need none are not refused, so not counted', async () => {
    await askRaw(rig, { method: 'GET', target: '/healthz' }, '')
    await askRaw(rig, { method: 'GET', target: '/' }, '')
    await askRaw(rig, { method: 'HEAD', target: '/' }, 'gth_wrong')
    expect((await status()).unauthenticated).toEqual([])
  })

  test('are those of a token that was revoked', async () => {
    const { client, token } = await rig.gateway.admin.createClient({ name: 'gone' })
    await rig.gateway.admin.revokeClient({ id: client.id })
    const gone = openAiClient(rig.gateway.gatewayUrl, token)
    await expect(gone.models.list()).rejects.toMatchObject({ status: 401 })
    expect((await status()).unauthenticated).toEqual([{ code: 'token_unknown', requests: 1 }])
  })
})
