// Requests of a client whose cache is on: answers that are given again, and those that several callers share.
import { gate, send, wait } from '../fake-upstream.ts'
import { chatBody, type GatewayRig } from '../gateway-rig.ts'
import type { Scenario } from './scenarios.ts'
import { requestOf, talk } from './talk.ts'

let clients = 0

/** The rig as a new client with the cache on, for which nothing is stored yet. */
async function withCache(rig: GatewayRig, mode: 'exact' | 'measure' = 'exact'): Promise<GatewayRig> {
  const { admin } = rig.gateway
  const { client, token } = await admin.createClient({ name: `with-cache-${++clients}` })
  await admin.setClientCache({ id: client.id, mode, scope: 'client', allowsTools: false })
  return { ...rig, gateway: { ...rig.gateway, token } }
}

const asked = (rig: GatewayRig, extra: object = {}) =>
  requestOf(rig, { body: chatBody('openai-chat', extra), headers: ['connection: close'] })

/** Until another answer is stored than there were, or for as long as that can take. */
async function untilStored({ gateway: { admin } }: GatewayRig, before: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if ((await admin.listCacheEntries({})).length > before) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function twice(rig: GatewayRig, first: object, second: object): Promise<void> {
  rig.upstream.script()
  const before = (await rig.gateway.admin.listCacheEntries({})).length
  await talk(rig, asked(rig, first))
  await untilStored(rig, before)
  await talk(rig, asked(rig, second))
}

async function shared(given: GatewayRig, extra: object, isLeft = false): Promise<void> {
  const rig = await withCache(given)
  const late = gate()
  const begun = 'stream' in extra ? [send(600)] : []
  rig.upstream.script({ steps: [...begun, wait(late), send()] }, {})
  setTimeout(() => late.open(), 100)
  const first = talk(rig, asked(rig, extra), isLeft ? { at: 'data: ', act: 'leave' } : {})
  await late.reached
  await Promise.all([first, talk(rig, asked(rig, extra))])
}

export const cacheScenarios: Readonly<Record<string, Scenario>> = {
  'a stored answer': async rig => await twice(await withCache(rig), {}, {}),
  'a stored stream, whole': async rig => await twice(await withCache(rig), { stream: true }, {}),
  'a measured answer': async rig => await twice(await withCache(rig, 'measure'), {}, {}),
  'a shared answer': rig => shared(rig, {}),
  'a shared stream': rig => shared(rig, { stream: true }),
  'a shared stream whose first caller leaves': rig => shared(rig, { stream: true }, true),
}
