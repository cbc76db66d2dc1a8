// A person stops one of several requests that share one call of the provider.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RawConnection } from '../../support/chat-clients.ts'
import { die, type Gate, gate, hang, send, wait } from '../../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../../support/gateway-rig.ts'
import { readRawStream } from '../../support/raw-stream.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ overrides: { cacheMode: 'exact' }, upstream: { outputTokens: 40 } })
})

afterEach(() => rig[Symbol.asyncDispose]())

const path = paths['openai-chat']
const whole = chatBody('openai-chat')
const streaming = chatBody('openai-chat', { stream: true })
/** The first two events of the stream: who it is by, and the first word. */
const firstEvents = 600
const firstContent = '"delta":{"content":'
const told = 'This request was stopped in Gatehouse while it ran.'

const running = () => rig.gateway.admin.listRunningRequests({})
const stop = (requestId: string) => rig.gateway.admin.stopRequest({ requestId })
const aborted = () => rig.calls()[0]?.abortedAtMs

interface Caller {
  readonly connection: RawConnection
  readonly requestId: string
}

/** The first of them asks the provider, the others join it. All have read the first content. */
async function threeStreams(): Promise<readonly [Caller, Caller, Caller]> {
  const ask = async (): Promise<Caller> => {
    const connection = await rig.postRaw(path, streaming, ['connection: close'])
    const begun = await connection.readUntil(firstContent)
    return { connection, requestId: /x-gatehouse-request-id: (\S+)/i.exec(String(begun))?.[1] ?? '' }
  }
  const callers = [await ask(), await ask(), await ask()] as const
  expect(rig.calls()).toHaveLength(1)
  return callers
}

function heldStream(): Gate {
  const held = gate()
  rig.upstream.script({ steps: [send(firstEvents), wait(held), send()] }, {})
  return held
}

async function expectStopped({ connection, requestId }: Caller): Promise<void> {
  const stream = readRawStream(await connection.readAll())
  expect(stream.ended).toBe(false)
  expect(stream.body.split('data: ').at(-1)).toContain(told)
  await expect
    .poll(async () => (await running()).map(each => each.requestId), { message: 'it is no longer listed' })
    .not.toContain(requestId)
}

async function expectAll({ connection, requestId }: Caller): Promise<void> {
  const stream = readRawStream(await connection.readAll())
  expect(stream).toMatchObject({ status: 200, ended: true })
  expect(stream.body).toContain('data: [DONE]')
  expect(stream.body).not.toContain(told)
  expect(await rig.gateway.row(requestId)).toMatchObject({ outcome: 'completed' })
}

describe('of those who share a stream', () => {
  test('the first is stopped alone: it is told, and the others get all of it', async () => {
    const held = heldStream()
    const [first, second, third] = await threeStreams()
    await stop(first.requestId)
    await expectStopped(first)
    expect(aborted()).toBeUndefined()
    held.open()
    await expectAll(second)
    await expectAll(third)
    expect(aborted()).toBeUndefined()
    const row = await rig.gateway.row(first.requestId)
    expect(row).toMatchObject({ outcome: 'stopped', errorCode: 'request_stopped', certainty: 'exact' })
    expect(BigInt(row.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    await expect.poll(async () => (await rig.money()).held).toBe(0n)
    expect((await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(0)
  })

  test('another one is stopped alone', async () => {
    const held = heldStream()
    const [first, second, third] = await threeStreams()
    await stop(second.requestId)
    await expectStopped(second)
    held.open()
    await expectAll(first)
    await expectAll(third)
    expect(await rig.gateway.row(second.requestId)).toMatchObject({ outcome: 'stopped', costNanoUsd: '0' })
  })

  test.each([
    [0, 1, 2],
    [1, 2, 0],
  ] as const)('the last one that is stopped ends the call: %d, %d, %d', async (...order) => {
    rig.upstream.script({ steps: [send(firstEvents), hang()] }, {})
    const callers = await threeStreams()
    for (const index of order) {
      expect(aborted()).toBeUndefined()
      await stop(callers[index].requestId)
      await expectStopped(callers[index])
    }
    await expect.poll(aborted).toBeTypeOf('number')
    const rows = await Promise.all(callers.map(({ requestId }) => rig.gateway.row(requestId)))
    expect(rows.map(({ outcome }) => outcome)).toEqual(['stopped', 'stopped', 'stopped'])
    expect(rows[0]?.certainty).toBe('estimated')
    expect((await rig.money()).held).toBe(0n)
    await expect(stop(callers[0].requestId)).rejects.toMatchObject({ code: 'request_not_running' })
  })

  test('the others are told where it breaks off, and whoever was stopped stays stopped', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), die('reset')] }, {})
    const [first, second, third] = await threeStreams()
    await stop(first.requestId)
    await expectStopped(first)
    held.open()
    for (const { connection } of [second, third]) {
      const { body, ended } = readRawStream(await connection.readAll())
      expect([ended, body.includes('upstream_truncated')]).toEqual([false, true])
    }
    expect(await rig.gateway.row(first.requestId)).toMatchObject({ outcome: 'stopped' })
    expect(await rig.gateway.row(second.requestId)).toMatchObject({ outcome: 'truncated' })
  })

  test('one may be stopped and the last one leave', async () => {
    rig.upstream.script({ steps: [send(firstEvents), hang()] }, {})
    const [first, second, third] = await threeStreams()
    await stop(first.requestId)
    await expectStopped(first)
    second.connection.hangUp()
    third.connection.hangUp()
    await expect.poll(aborted).toBeTypeOf('number')
    expect(await rig.gateway.row(first.requestId)).toMatchObject({ outcome: 'stopped' })
  })
})

test('of those who wait for a whole answer, the first is stopped alone, before anything came', async () => {
  const held = gate()
  rig.upstream.script({ steps: [wait(held), send()] }, {})
  const first = rig.post(path, whole)
  await held.reached
  const second = rig.post(path, whole)
  await expect.poll(async () => (await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(2)
  // A request that is answered after that one has come as far as it can.
  await (await rig.post(path, { ...whole, seed: 1 })).text()
  const [oldest] = await running()
  await stop(oldest?.requestId ?? '')
  const stopped = await first
  expect([stopped.status, await stopped.text()]).toEqual([403, expect.stringContaining(told)])
  held.open()
  const answer = await second
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('"finish_reason":"stop"')
  expect(rig.calls()).toHaveLength(2)
  expect(await rig.rowOf(stopped)).toMatchObject({ outcome: 'stopped', status: 403 })
  expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'completed', costNanoUsd: '0' })
})
