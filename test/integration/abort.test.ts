import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRawConnection, type RawConnection } from '../support/chat-clients.ts'
import { type Behaviour, hang, head, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  openGatewayRig,
  paths,
  type RigFormat,
  streams,
} from '../support/gateway-rig.ts'
import { rawRequest } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 500 } })
})
afterAll(() => rig[Symbol.asyncDispose]())

interface Phase {
  readonly name: string
  readonly stream: boolean
  readonly behaviour: (format: RigFormat) => Behaviour
  /** Resolves when the exchange has come so far. */
  readonly reached: (caller: RawConnection, calls: number) => Promise<unknown>
}

const called = (calls: number) => expect.poll(() => rig.calls().length).toBe(calls)
const answered = (calls: number) => expect.poll(() => rig.calls()[calls - 1]?.body.length).toBeGreaterThan(0)

const phases: readonly Phase[] = [
  {
    name: 'a stream’s headers are awaited',
    stream: true,
    behaviour: () => ({ steps: [hang()] }),
    reached: (_, calls) => answered(calls),
  },
  {
    name: 'a whole answer’s headers are awaited',
    stream: false,
    behaviour: () => ({ steps: [hang()] }),
    reached: (_, calls) => answered(calls),
  },
  {
    name: 'a stream has headers and no content yet',
    stream: true,
    behaviour: format => ({ answer: streams[format], steps: [head(), hang()] }),
    reached: caller => caller.readUntil('\r\n\r\n'),
  },
  {
    name: 'a stream is under way',
    stream: true,
    behaviour: format => ({ answer: streams[format], steps: [send(1200), hang()] }),
    reached: caller => caller.readUntil('data: '),
  },
  {
    name: 'a whole answer is half there',
    stream: false,
    behaviour: () => ({ steps: [send(20), hang()] }),
    reached: (_, calls) => answered(calls),
  },
]

function request(format: RigFormat, stream: boolean): Buffer {
  return rawRequest({
    target: paths[format],
    host: rig.host,
    headers: [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json'],
    body: JSON.stringify(chatBody(format, { stream })),
  })
}

async function rowsSoFar(): Promise<number> {
  const { total } = await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })
  return total
}

describe.each(formats)('%s: the caller hangs up while', format => {
  describe.each(phases)('$name', ({ stream, behaviour, reached }) => {
    test.each(['close', 'reset'] as const)('the provider is hung up on within 250 ms (%s)', async how => {
      const { settled } = await rig.money()
      const [calls, rows] = [rig.calls().length + 1, (await rowsSoFar()) + 1]
      rig.upstream.script(behaviour(format))
      const caller = await openRawConnection(rig.gateway.gatewayUrl)
      caller.send(request(format, stream))
      await called(calls)
      await reached(caller, calls)
      expect(rig.lastCall().abortedAtMs).toBeUndefined()
      const hungUpAtMs = Date.now()
      caller.hangUp(how)

      await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
      expect((rig.lastCall().abortedAtMs ?? Number.POSITIVE_INFINITY) - hungUpAtMs).toBeLessThanOrEqual(250)
      expect(await rig.newestRow(rows)).toMatchObject({
        outcome: 'client-gone',
        errorCode: 'client_gone',
        certainty: 'estimated',
        streaming: stream,
      })
      const money = await rig.money()
      expect(money.held).toBe(0n)
      expect(money.settled).toBeGreaterThan(settled)
      expect(String(money.settled - settled)).toBe((await rig.newestRow(rows)).costNanoUsd)
    })
  })

  test.each(['close', 'reset'] as const)('its body is still being sent, nothing has left (%s)', async how => {
    const before = await rig.money()
    const [calls, rows] = [rig.calls().length, (await rowsSoFar()) + 1]
    const caller = await openRawConnection(rig.gateway.gatewayUrl)
    caller.send(request(format, true).subarray(0, -10))
    await expect.poll(async () => (await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(1)
    caller.hangUp(how)
    expect(await rig.newestRow(rows)).toMatchObject({
      outcome: 'client-gone',
      certainty: 'none',
      costNanoUsd: '0',
      status: 499,
    })
    expect(rig.calls()).toHaveLength(calls)
    expect(await rig.money()).toEqual(before)
  })

  test('two requests were sent at once on one connection', async () => {
    const [calls, rows] = [rig.calls().length + 2, (await rowsSoFar()) + 2]
    rig.upstream.script({ steps: [hang()] })
    const caller = await openRawConnection(rig.gateway.gatewayUrl)
    caller.send(Buffer.concat([request(format, true), request(format, true)]))
    await called(calls)
    caller.hangUp()
    await expect
      .poll(() =>
        rig
          .calls()
          .slice(-2)
          .every(({ abortedAtMs }) => abortedAtMs),
      )
      .toBe(true)
    expect(await rig.newestRow(rows)).toMatchObject({ outcome: 'client-gone', certainty: 'estimated' })
    expect((await rig.money()).held).toBe(0n)
    expect((await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(0)
  })
})
