// `/gatehouse/v1/explain` says whether a stored answer would be given, and why.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExplainView } from '../../../gateway/contract/routes.ts'
import { type CacheRig, openCacheRig } from '../../support/cache-rig.ts'
import { chatBody } from '../../support/gateway-rig.ts'

let rig: CacheRig

beforeAll(async () => {
  rig = await openCacheRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

async function explained(body: object, headers: Record<string, string> = {}) {
  const answer = await rig.post('/gatehouse/v1/explain', body, { headers })
  const view: ExplainView = await answer.json()
  return view.cache
}

const body = chatBody('openai-chat')

test('a request without a stored answer, and one with', async () => {
  expect(await explained(body)).toMatchObject({ mode: 'exact', eligible: true, wouldBe: 'miss' })
  await rig.askAndStore(body)
  expect(await explained(body)).toMatchObject({ mode: 'exact', eligible: true, wouldBe: 'exact' })
  expect(await explained(body, { 'cache-control': 'no-cache' })).toMatchObject({ wouldBe: 'miss' })
})

test('a request that is not eligible, with the reason', async () => {
  expect(await explained({ ...body, temperature: 1.5 })).toMatchObject({
    eligible: false,
    reason: 'The temperature of 1.5 is above 1.',
    wouldBe: null,
  })
})

test('a client whose cache is off', async () => {
  const { admin } = rig.gateway
  const { client, token } = await admin.createClient({ name: 'without' })
  await admin.setClientCache({ id: client.id, mode: 'off', scope: 'client', allowsTools: false })
  expect(await explained(body, { authorization: `Bearer ${token}` })).toMatchObject({
    mode: 'off',
    eligible: false,
  })
  const byName = await admin.explainRoute({ name: 'gpt-4o-mini', client: 'without' })
  expect(byName.cache).toMatchObject({ mode: 'off', eligible: false })
  expect((await admin.explainRoute({ name: 'gpt-4o-mini' })).cache).toMatchObject({
    mode: 'exact',
    eligible: null,
  })
})
