import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, providerKeys } from '../support/gateway-rig.ts'

let rig: GatewayRig
let other: FakeUpstream

beforeEach(async () => {
  rig = await openGatewayRig()
  other = await startFakeUpstream()
})
afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  await other.close()
})

const oldKey = providerKeys['openai-chat']
const newKey = 'sk-for-the-other-server'
const ask = () =>
  rig.openAi.chat.completions.create({
    model: `open/${models['openai-chat']}`,
    messages: [{ role: 'user', content: 'hi' }],
  })
const opened = async () => (await rig.gateway.admin.listProviders({})).find(({ id }) => id === 'open')

test('another server is not told the key that was stored, and nothing changes without a new one', async () => {
  const { admin } = rig.gateway
  const before = await opened()
  const change = { id: 'open', kind: 'openai', baseUrl: `${other.baseUrl}/v1` }
  await expect(admin.changeProvider(change)).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('never sent to another server'),
  })
  expect(await opened()).toEqual(before)
  expect(other.requests).toEqual([])
})

test('with a key entered again, all other keys are erased, and prices of one’s own stay', async () => {
  const { admin } = rig.gateway
  const price = { providerId: 'open', model: 'm', inputUsdPerMillion: '1', outputUsdPerMillion: '2' }
  await admin.setPrice(price)
  await admin.addProviderKey({ providerId: 'open', name: 'second', key: 'sk-second-key-of-the-first' })
  const changed = await admin.changeProvider({
    id: 'open',
    kind: 'openai',
    baseUrl: `${other.baseUrl}/v1`,
    key: newKey,
  })
  expect(changed.keys.map(({ name }) => name)).toEqual(['default'])
  await ask()
  expect(rig.calls()).toEqual([])
  const sent = other.requests.map(({ headers }) => headers.authorization)
  expect(new Set(sent)).toEqual(new Set([`Bearer ${newKey}`]))
  const prices = await admin.listPrices({ providerId: 'open' })
  expect(prices.find(({ model }) => model === 'm')?.own).toMatchObject(price)
})

test('another path of the same server keeps the keys', async () => {
  const { admin } = rig.gateway
  const baseUrl = `${rig.upstream.baseUrl}/v1`
  await admin.changeProvider({ id: 'open', kind: 'openai', baseUrl: `${rig.upstream.baseUrl}/v2` })
  expect((await opened())?.keys).toHaveLength(1)
  await admin.changeProvider({ id: 'open', kind: 'openai', baseUrl })
  await ask()
  expect(rig.lastCall().headers.authorization).toBe(`Bearer ${oldKey}`)
})

test('a kind that needs no key is asked without one at another server', async () => {
  const { admin } = rig.gateway
  await admin.changeProvider({ id: 'open', kind: 'openai-compatible', baseUrl: `${other.baseUrl}/v1` })
  expect((await opened())?.keys).toEqual([])
  await ask()
  expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
})

test('a provider that is not set up, or an address that is none, changes nothing', async () => {
  const { admin } = rig.gateway
  const change = { kind: 'openai', baseUrl: `${other.baseUrl}/v1`, key: newKey }
  await expect(admin.changeProvider({ ...change, id: 'nobody' })).rejects.toMatchObject({
    code: 'provider_unknown',
  })
  await expect(
    admin.changeProvider({ ...change, id: 'open', baseUrl: 'http://example.com' }),
  ).rejects.toMatchObject({ code: 'input_invalid' })
  expect((await opened())?.baseUrl).toBe(`${rig.upstream.baseUrl}/v1`)
})
