import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

const key = 'azure-key-of-the-resource-0123456789'
const messages = [{ role: 'user' as const, content: 'Hello' }]
let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ providers: () => [] })
})
afterEach(() => rig[Symbol.asyncDispose]())

/** Base models, as the real list has them. None of them needs to be deployed. */
const couldBeDeployed = {
  answer: {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object: 'list', data: [{ id: 'gpt-4o-2024-11-20', object: 'model' }] }),
  },
}

function add(path: string) {
  rig.upstream.scriptModels(couldBeDeployed)
  const baseUrl = rig.upstream.baseUrl + path
  return rig.gateway.admin.addProvider({ id: 'az', kind: 'azure-openai', baseUrl, key })
}

test.each(['', '/', '/openai', '/openai/v1', '/openai/v1/', '/openai/v1/chat/completions'])(
  'a resource pasted with %j is asked at its newer API, with its key in one header',
  async path => {
    expect((await add(path)).baseUrl).toBe(`${rig.upstream.baseUrl}/openai/v1`)
    rig.upstream.script({ answer: 'chat-completion' })
    await rig.openAi.chat.completions.create({ model: 'az/our-deployment', messages })
    const { path: asked, headers, body } = rig.lastCall()
    expect(asked).toBe('/openai/v1/chat/completions')
    expect(headers['api-key']).toBe(key)
    expect(headers.authorization).toBeUndefined()
    expect(JSON.parse(body.toString()).model).toBe('our-deployment')
  },
)

test('responses are asked for at the newer API too', async () => {
  await add('/openai/v1')
  rig.upstream.script({ answer: 'response' })
  await rig.openAi.responses.create({ model: 'az/our-deployment', input: 'Hello' })
  expect(rig.lastCall()).toMatchObject({ path: '/openai/v1/responses', headers: { 'api-key': key } })
})

test('what could be deployed proves the key, and is not taken for what is deployed', async () => {
  const { models, modelsError } = await add('/openai/v1')
  expect({ models, modelsError }).toEqual({ models: [], modelsError: null })
  expect(rig.upstream.requests.map(({ path, headers }) => [path, headers['api-key']])).toEqual([
    ['/openai/v1/models', key],
  ])
  const refused = { error: { code: '401', message: 'Access denied due to invalid subscription key' } }
  rig.upstream.scriptModels({
    answer: { status: 401, headers: { 'content-type': 'application/json' }, body: JSON.stringify(refused) },
  })
  const { ok, message } = await rig.gateway.admin.testProvider({ id: 'az' })
  expect({ ok, message }).toEqual({ ok: false, message: `It answered 401: ${refused.error.message}` })
})

test('a deployment of the older API is asked at its own address, with its version', async () => {
  const deployment = '/openai/deployments/our-4o'
  const { baseUrl, warning } = await add(`${deployment}/chat/completions?api-version=2024-10-21`)
  expect(baseUrl).toBe(`${rig.upstream.baseUrl}${deployment}?api-version=2024-10-21`)
  expect(warning).toBeNull()
  rig.upstream.script({ answer: 'chat-stream-usage' })
  const stream = await rig.openAi.chat.completions.create({ model: 'az/gpt-4o', messages, stream: true })
  await collect(stream)
  expect(rig.lastCall().path).toBe(`${deployment}/chat/completions?api-version=2024-10-21`)
})

test.each(['?code=secret', '?api-version=2024-10-21&code=secret'])(
  'no other query is kept in a base URL: %s',
  async query => {
    await expect(add(`/openai/deployments/our-4o${query}`)).rejects.toThrow('query')
  },
)

test('a deployment that is named as its model has the table’s price, and others need one of your own', async () => {
  await add('/openai/v1')
  const costOf = async (deployment: string) => {
    rig.upstream.script({ answer: 'chat-completion' })
    const answer = await rig.post('/v1/chat/completions', { model: deployment, messages })
    await answer.text()
    return (await rig.rowOf(answer)).costNanoUsd
  }
  // No list says that a bare name is none of its deployments.
  for (const name of ['az/gpt-4o-mini', 'gpt-4o-mini']) expect(Number(await costOf(name))).toBeGreaterThan(0)
  for (const name of ['az/our-deployment', 'our-deployment']) expect(await costOf(name)).toBeNull()
})
