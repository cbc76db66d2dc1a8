import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { askRaw, json, type RawAsk } from '../support/ask-raw.ts'
import { chatBody, type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ sandbox: true })
})
afterEach(() => rig[Symbol.asyncDispose]())

const chat = chatBody('openai-chat')
const messages = [{ role: 'user' as const, content: 'Hello' }]
const status = () => rig.gateway.admin.readStatus({})
const allRows = async () => (await rig.gateway.admin.listRequests({ offset: 0, limit: 500 })).rows

const every: readonly (readonly [name: string, asked: RawAsk, row: Partial<RequestDetail>])[] = [
  [
    'a path that is none',
    { method: 'POST', target: '/v1/nothing?key=secret', headers: json, body: '{}' },
    {
      method: 'POST',
      path: '/v1/nothing',
      purpose: 'other',
      outcome: 'rejected',
      status: 404,
      errorCode: 'route_unknown',
    },
  ],
  [
    'a path that cannot be decoded',
    { method: 'GET', target: '/%zz' },
    {
      path: '/%zz',
      purpose: 'other',
      status: 404,
      errorCode: 'route_unknown',
    },
  ],
  [
    'a wrong method',
    { method: 'GET', target: '/v1/messages' },
    {
      method: 'GET',
      path: '/v1/messages',
      purpose: 'other',
      status: 405,
      format: 'anthropic-messages',
    },
  ],
  [
    'a body of another type',
    { method: 'POST', target: paths['openai-chat'], headers: ['content-type: text/plain'], body: 'x' },
    {
      path: paths['openai-chat'],
      purpose: 'answer',
      status: 415,
      errorCode: 'media_type_unsupported',
      outcome: 'rejected',
    },
  ],
  [
    'a foreign page',
    {
      method: 'POST',
      target: paths['openai-chat'],
      headers: [...json, 'origin: http://x.example'],
      body: '{}',
    },
    {
      purpose: 'answer',
      status: 403,
      errorCode: 'origin_forbidden',
    },
  ],
  [
    'a foreign host',
    { method: 'GET', target: '/v1/models', host: 'x.example' },
    {
      purpose: 'models',
      status: 403,
      errorCode: 'host_forbidden',
    },
  ],
  [
    'a body that is none',
    { method: 'POST', target: paths['openai-chat'], headers: json, body: '{"model":' },
    {
      purpose: 'answer',
      status: 400,
      errorCode: 'request_invalid',
      model: null,
    },
  ],
  [
    'a dry run that is misspelt',
    {
      method: 'POST',
      target: paths['openai-chat'],
      headers: [...json, 'x-gatehouse-dry-run: yes'],
      body: '{}',
    },
    {
      purpose: 'answer',
      status: 400,
      errorCode: 'request_invalid',
    },
  ],
  [
    'the list of models',
    { method: 'GET', target: '/v1/models' },
    {
      method: 'GET',
      path: '/v1/models',
      purpose: 'models',
      outcome: 'completed',
      status: 200,
      errorCode: null,
    },
  ],
  ['one model', { method: 'GET', target: '/v1/models/open%2Fgpt-4o' }, { purpose: 'models', status: 200 }],
  [
    'a model that is none',
    { method: 'GET', target: '/v1/models/nobody' },
    {
      purpose: 'models',
      status: 404,
      errorCode: 'model_unknown',
      outcome: 'rejected',
    },
  ],
  [
    'a quote',
    { method: 'POST', target: '/gatehouse/v1/quote', headers: json, body: JSON.stringify(chat) },
    {
      purpose: 'quote',
      outcome: 'completed',
      status: 200,
      model: models['openai-chat'],
      providerId: 'open',
    },
  ],
  [
    'a quote that is refused',
    { method: 'POST', target: '/gatehouse/v1/quote', headers: json, body: '{}' },
    {
      purpose: 'quote',
      outcome: 'rejected',
      status: 400,
    },
  ],
  [
    'a count of tokens',
    {
      method: 'POST',
      target: '/v1/messages/count_tokens',
      headers: json,
      body: JSON.stringify({ model: 'sandbox/echo', messages }),
    },
    { purpose: 'count', outcome: 'completed', status: 200, model: 'echo', sandbox: true },
  ],
  [
    'an answer',
    { method: 'POST', target: paths['openai-chat'], headers: json, body: JSON.stringify(chat) },
    {
      purpose: 'answer',
      outcome: 'completed',
      status: 200,
      method: 'POST',
      path: paths['openai-chat'],
    },
  ],
  [
    'a probe of health',
    { method: 'GET', target: '/healthz' },
    { purpose: 'other', outcome: 'completed', status: 200 },
  ],
  [
    'a probe of the root',
    { method: 'HEAD', target: '/' },
    { method: 'HEAD', path: '/', purpose: 'other', status: 200 },
  ],
  ['the root', { method: 'GET', target: '/' }, { path: '/', purpose: 'other', status: 200 }],
]

describe('a request with a valid token has one row, to be found by the id that its caller was given,', () => {
  test.each(every)('when it is for %s', async (_, asked, expected) => {
    const requestId = await askRaw(rig, asked)
    expect(await rig.gateway.row(requestId)).toMatchObject({
      ...expected,
      clientId: expect.stringMatching(/^cli_/),
    })
    // A row that came after it would be logged by the time that a later one is.
    const laterId = await askRaw(rig, { method: 'GET', target: '/healthz' })
    await rig.gateway.row(laterId)
    expect((await allRows()).map(row => row.requestId)).toEqual([laterId, requestId])
    expect((await status()).unauthenticated).toEqual([])
  })

  test('and only what was asked of a model is in any sum', async () => {
    for (const [, asked] of every) await askRaw(rig, asked)
    await expect.poll(async () => (await allRows()).length).toBe(every.length)
    const { month } = await rig.gateway.admin.readOverview({ zone: 'UTC' })
    const answers = every.filter(([, , row]) => row.purpose === 'answer')
    expect(month).toMatchObject({
      requests: answers.length,
      failedRequests: answers.length - 1,
      sandboxRequests: 0,
    })
  })
})
