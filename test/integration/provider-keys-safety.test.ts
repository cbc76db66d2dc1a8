// Keys of a provider that change while requests run, and that its answers repeat: they stay where they belong.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gate, send, wait } from '../support/fake-upstream.ts'
import { keys, openProviderKeysRig, type ProviderKeysRig, refusal } from '../support/provider-keys-rig.ts'
import { longestTold, writingsOf } from '../support/secret-writings.ts'

const { first, second, third } = keys
let rig: ProviderKeysRig

beforeEach(async () => {
  rig = await openProviderKeysRig()
})
afterEach(() => rig[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }

describe('a key that is removed while a request runs', () => {
  test('is struck out of its answer, in whatever writing', async () => {
    await rig.addKey('second', second)
    const writings = Object.values(writingsOf(first))
    const door = gate()
    rig.upstream.script(
      ...writings.map(writing => ({
        answer: { status: 200, headers: json, body: `{"choices":[],"said":"${writing}"}` },
        steps: [wait(door), send()],
      })),
    )
    const asked = writings.map(() => rig.ask())
    await expect.poll(() => rig.keysSent()).toEqual(writings.map(() => first))
    await rig.removeKey('default')
    door.open()
    for (const answer of await Promise.all(asked)) {
      const told = await answer.text()
      expect(longestTold(told, first)).toBeLessThan(4)
      expect(told).toMatch(/\*{16}/)
    }
  })

  test('is not used any more, and the caller is told what the provider said', async () => {
    await rig.addKey('second', second)
    const door = gate()
    rig.refuse({ [first]: { ...refusal(429), steps: [wait(door), send()] } })
    const asked = rig.ask()
    await door.reached
    await rig.removeKey('second')
    door.open()
    const answer = await asked
    expect(answer.status).toBe(429)
    expect(rig.keysSent()).toEqual([first])
    expect((await rig.money()).held).toBe(0n)
  })

  test('and entered anew, is used as it is now', async () => {
    await rig.addKey('second', second)
    const door = gate()
    rig.refuse({ [first]: { ...refusal(401), steps: [wait(door), send()] } })
    const asked = rig.ask()
    await door.reached
    await rig.addKey('second', third)
    door.open()
    expect((await asked).status).toBe(200)
    expect(rig.keysSent()).toEqual([first, third])
  })
})

test('no key is sent to a server that has the name of the provider only', async () => {
  const door = gate()
  rig.refuse({ [first]: { ...refusal(401), steps: [wait(door), send()] } })
  await rig.addKey('second', second)
  const asked = rig.ask()
  await door.reached
  const { admin } = rig.gateway
  await admin.removeProvider({ id: 'open' })
  await admin.addProvider({ id: 'open', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', key: third })
  door.open()
  expect((await asked).status).toBe(401)
  expect(rig.keysSent()).toEqual([first])
})

test('keys that the provider did not get are struck out of its answers too', async () => {
  await rig.addKey('second', second)
  for (const [key, other] of [
    [first, second],
    [second, first],
  ] as const) {
    rig.refuse({
      [first]: key === first ? refusal(400, `Use ${other}`) : refusal(401, `Use ${other}`),
      [second]: refusal(400, `Use ${other}`),
    })
    for (const stream of [false, true]) {
      const told = await (await rig.ask({ stream })).text()
      expect(longestTold(told, other)).toBeLessThan(4)
      expect(told).toMatch(/\*{16}/)
    }
  }
})
