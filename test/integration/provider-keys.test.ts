// Providers with several keys: which one a request is sent with, and what comes after a refusal.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { die, head, send } from '../support/fake-upstream.ts'
import { chatBody, paths } from '../support/gateway-rig.ts'
import {
  bearerOf,
  keys,
  openProviderKeysRig,
  type ProviderKeysRig,
  refusal,
} from '../support/provider-keys-rig.ts'

const { first, second, third } = keys
let rig: ProviderKeysRig

beforeEach(async () => {
  rig = await openProviderKeysRig()
})
afterEach(() => rig[Symbol.asyncDispose]())

describe('the next key is used', () => {
  test.each([401, 402, 403, 429])(
    'after %i, whole or streamed, and each attempt names its key',
    async status => {
      await rig.addKey('second', second)
      rig.refuse({ [first]: refusal(status) })
      for (const stream of [false, true]) {
        const answer = await rig.ask({ stream })
        expect(answer.status).toBe(200)
        expect(await answer.text()).toContain(stream ? '[DONE]' : '"choices"')
        const { attempts } = await rig.rowOf(answer)
        expect(attempts.at(-1)).toMatchObject({ keyName: 'second', upstreamStatus: 200 })
        if (stream) continue
        expect(rig.keysSent()).toEqual([first, second])
        expect(attempts[0]).toMatchObject({ keyName: 'default', upstreamStatus: status, costNanoUsd: '0' })
        expect(answer.headers.get('x-gatehouse-route')).toMatch(
          /^open\/gpt-4o-mini=(key-refused|quota|rate-limited),open\/gpt-4o-mini$/,
        )
      }
      expect((await rig.money()).held).toBe(0n)
    },
  )

  test('and the next, until one is taken, in the order in which they were added', async () => {
    await rig.addKey('second', second)
    await rig.addKey('third', third)
    rig.refuse({ [first]: refusal(401), [second]: refusal(402) })
    expect((await rig.ask()).status).toBe(200)
    expect(rig.keysSent()).toEqual([first, second, third])
  })

  test('by a route too', async () => {
    await rig.addKey('second', second)
    await rig.gateway.admin.setRoute({
      name: 'smart',
      groups: [{ strategy: 'priority', targets: [{ target: 'open/gpt-4o-mini' }] }],
    })
    rig.refuse({ [first]: refusal(429) })
    expect((await rig.ask({ model: 'smart' })).status).toBe(200)
    expect(rig.keysSent()).toEqual([first, second])
  })

  test('by many requests at once, each of which is answered', async () => {
    await rig.addKey('second', second)
    rig.refuse({ [first]: refusal(429) })
    const answers = await Promise.all(Array.from({ length: 40 }, () => rig.ask()))
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    expect(rig.keysSent().filter(key => key === second)).toHaveLength(40)
    expect((await rig.money()).held).toBe(0n)
  })
})

describe('no other key is used', () => {
  test.each([402, 429])('after %i if it shares the quota group', async status => {
    await rig.addKey('default', first, 'account')
    await rig.addKey('second', second, 'account')
    rig.refuse({ [first]: refusal(status) })
    const answer = await rig.ask()
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: { message: `No: ${status}` } })
    expect(rig.keysSent()).toEqual([first])
  })

  test('of the same group, but one of another', async () => {
    await rig.addKey('default', first, 'account')
    await rig.addKey('second', second, 'account')
    await rig.addKey('third', third, 'other')
    rig.refuse({ [first]: refusal(429), [second]: refusal(429) })
    expect((await rig.ask()).status).toBe(200)
    expect(rig.keysSent()).toEqual([first, third])
  })

  test.each([400, 404, 500, 503])('after %i, which is not about the key', async status => {
    await rig.addKey('second', second)
    rig.refuse({ [first]: refusal(status), [second]: refusal(status) })
    // The official libraries' own retries are counted, so the gateway does not ask again.
    const headers = { 'x-stainless-retry-count': '1' }
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat'), { headers })
    expect(answer.status).toBe(status)
    expect(new Set(rig.keysSent())).toEqual(new Set([first]))
  })

  test('after the first content of a stream', async () => {
    await rig.addKey('second', second)
    rig.refuse({ [first]: { answer: 'chat-stream-usage', steps: [head(), send(900), die()] } })
    await expect((await rig.ask({ stream: true })).text()).rejects.toThrow()
    expect(rig.keysSent()).toEqual([first])
  })
})

test('if every key is refused, the caller is told what the provider said to the last', async () => {
  await rig.addKey('second', second)
  rig.refuse({ [first]: refusal(401, 'no first'), [second]: refusal(403, 'no second') })
  const answer = await rig.ask()
  expect(answer.status).toBe(403)
  expect(await answer.json()).toEqual({ error: { message: 'no second' } })
  expect(rig.keysSent()).toEqual([first, second])
  expect((await rig.money()).held).toBe(0n)
})

test.each([401, 402, 429])('after %i, the next request begins with the key that was taken', async status => {
  await rig.addKey('second', second)
  rig.refuse({ [first]: refusal(status) })
  await rig.ask()
  expect((await rig.ask()).status).toBe(200)
  expect(rig.keysSent()).toEqual([first, second, second])
})

test('a refused key that is entered anew is used again', async () => {
  await rig.addKey('second', second)
  rig.refuse({ [first]: refusal(401) })
  await rig.ask()
  await rig.addKey('default', third)
  await rig.ask()
  expect(rig.keysSent()).toEqual([first, second, third])
})

test('a 429 of the only key is told to the caller at once', async () => {
  rig.refuse({ [first]: refusal(429) })
  const answer = await rig.ask()
  expect([answer.status, await answer.json()]).toEqual([429, { error: { message: 'No: 429' } }])
  expect(rig.keysSent()).toEqual([first])
  const { attempts } = await rig.rowOf(answer)
  expect(attempts).toMatchObject([{ keyName: null, upstreamStatus: 429 }])
})

test('a budget that has too little left refuses once, whatever keys there are', async () => {
  await rig.addKey('second', second)
  const { admin } = rig.gateway
  await admin.setBudget(calendarBudget('1'))
  const answer = await rig.ask()
  expect(answer.status).toBe(402)
  expect(answer.headers.get('x-gatehouse-route')).not.toContain(',')
  expect(rig.keysSent()).toEqual([])
})

test('lists of models are fetched with the first key that the provider takes', async () => {
  await rig.addKey('second', second)
  rig.upstream.scriptModels(refusal(401), {})
  const { admin } = rig.gateway
  expect(await admin.testProvider({ id: 'open' })).toMatchObject({ ok: true })
  const lists = rig.upstream.requests.filter(({ method }) => method === 'GET')
  expect(lists.slice(-2).map(({ headers }) => bearerOf(headers.authorization))).toEqual([first, second])
})

describe('the keys of a provider', () => {
  test('are listed by name, in order, and never come back', async () => {
    await rig.addKey('second', second, 'account')
    const { admin } = rig.gateway
    const listed = await admin.listProviderKeys({ providerId: 'open' })
    expect(listed).toEqual([
      { name: 'default', quotaGroup: null, state: 'stored', reason: null, addedAtMs: expect.any(Number) },
      { name: 'second', quotaGroup: 'account', state: 'stored', reason: null, addedAtMs: expect.any(Number) },
    ])
    const told = JSON.stringify([listed, await admin.listProviders({}), await admin.readStatus({})])
    for (const key of [first, second]) expect(told).not.toContain(key.slice(3, 12))
  })

  test('keep their place and their group when one is entered again with the provider', async () => {
    await rig.addKey('default', first, 'account')
    await rig.addKey('second', second)
    await rig.gateway.admin.addProvider({
      id: 'open',
      kind: 'openai',
      baseUrl: `${rig.upstream.baseUrl}/v1`,
      key: third,
    })
    expect(
      (await rig.gateway.admin.listProviderKeys({ providerId: 'open' })).map(({ name, quotaGroup }) => [
        name,
        quotaGroup,
      ]),
    ).toEqual([
      ['default', 'account'],
      ['second', null],
    ])
    await rig.ask()
    expect(rig.keysSent()).toEqual([third])
  })

  test('are at least one where the kind needs one, and sixteen at most', async () => {
    await expect(rig.removeKey('default')).rejects.toMatchObject({ code: 'input_invalid' })
    await expect(rig.removeKey('nobody')).rejects.toMatchObject({ code: 'provider_key_unknown' })
    for (let number = 2; number <= 16; number++) await rig.addKey(`key ${number}`, `${second}-${number}`)
    await expect(rig.addKey('one more', third)).rejects.toMatchObject({ code: 'input_invalid' })
    await rig.addKey('key 16', third)
    await expect(
      rig.gateway.admin.addProviderKey({ providerId: 'none', name: 'a', key: third }),
    ).rejects.toMatchObject({ code: 'provider_unknown' })
  })
})
