import { Agent, type Dispatcher } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect } from '../support/chat-clients.ts'
import {
  type Answer,
  die,
  gate,
  hang,
  head,
  type ReceivedRequest,
  send,
  wait,
} from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
let nowMs: number

beforeEach(async () => {
  nowMs = Date.now()
  rig = await openGatewayRig({ now: () => nowMs })
})
afterEach(() => rig[Symbol.asyncDispose]())

const asked = { model: models['openai-chat'], messages: [{ role: 'user' as const, content: 'Hello' }] }
const ask = (extra: object = {}) =>
  rig.openAi.chat.completions.create({ ...asked, stream: true, ...extra }).withResponse()
const bodyOf = ({ body }: ReceivedRequest) => JSON.parse(body.toString())
const wishes = () => rig.calls().map(call => bodyOf(call).stream_options)

function refusal(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

const unknownParameter = refusal(400, {
  error: {
    message: "Unknown parameter: 'stream_options'.",
    type: 'invalid_request_error',
    param: 'stream_options',
    code: 'unknown_parameter',
  },
})
const sent = { include_usage: true }

test.each([
  ['by name, with 400', unknownParameter],
  [
    'by its place in the body, with 422',
    refusal(422, {
      detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs' }],
    }),
  ],
  ['without a name', refusal(400, { error: { message: 'Extra fields are not permitted.' } })],
])('a provider that refuses to be asked for usage %s is asked without, once', async (_, answer) => {
  await rig.money()
  rig.upstream.script({ answer }, {})
  const { data, response } = await ask()
  const chunks = await collect(data)
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  expect(response.status).toBe(200)
  expect(wishes()).toEqual([sent, undefined])
  expect(bodyOf(rig.lastCall())).toEqual({ ...asked, stream: true })
  const row = await rig.gateway.row(response.headers.get('x-gatehouse-request-id') ?? '')
  expect(row).toMatchObject({
    outcome: 'completed',
    status: 200,
    upstreamStatus: 200,
    certainty: 'estimated',
  })
  const { held, settled } = await rig.money()
  expect([held, settled]).toEqual([0n, BigInt(row.costNanoUsd ?? 0)])
  expect(settled).toBeGreaterThan(0n)
})

test('what a provider refused is not asked of it again, for a day', async () => {
  rig.upstream.script({ answer: unknownParameter }, {})
  await collect((await ask()).data)
  await collect((await ask()).data)
  expect(wishes()).toEqual([sent, undefined, undefined])
  nowMs += 25 * 3_600_000
  await collect((await ask()).data)
  expect(wishes().at(-1)).toEqual(sent)
})

test('usage that comes unasked from such a provider reaches the caller, and settles exactly', async () => {
  rig.upstream.script({ answer: unknownParameter }, { answer: 'chat-stream-usage' })
  const { data, response } = await ask()
  expect((await collect(data)).some(({ usage }) => usage)).toBe(true)
  const row = await rig.gateway.row(response.headers.get('x-gatehouse-request-id') ?? '')
  expect(row.certainty).toBe('exact')
})

test.each([
  ['a bound that is too large', 'max_tokens is too large: 100000'],
  ['a member of the caller’s own', "Unknown parameter: 'wishes'."],
  ['one of its messages', 'Extra inputs are not permitted: body.messages.0.mood'],
])('a refusal for %s is the caller’s to see, and nothing is asked twice', async (_, message) => {
  rig.upstream.script({ answer: refusal(400, { error: { message } }) })
  await expect(ask({ wishes: 3 })).rejects.toMatchObject({ status: 400, error: { message } })
  expect(wishes()).toEqual([sent])
})

test('what is refused both times is told as it was the second time, and teaches nothing', async () => {
  const second = refusal(400, { error: { message: 'No stream_options, and no streams either' } })
  rig.upstream.script({ answer: unknownParameter }, { answer: second }, {})
  await expect(ask()).rejects.toMatchObject({
    status: 400,
    error: { message: 'No stream_options, and no streams either' },
  })
  await collect((await ask()).data)
  expect(wishes()).toEqual([sent, undefined, sent])
})

test('stream options that the caller asked for are never taken out', async () => {
  rig.upstream.script({ answer: unknownParameter })
  await expect(ask({ stream_options: sent })).rejects.toMatchObject({ status: 400 })
  expect(wishes()).toEqual([sent])
  const own = { include_usage: false }
  await expect(ask({ stream_options: own })).rejects.toMatchObject({ status: 400 })
  expect(wishes()).toEqual([sent, sent, own])
})

test('a caller that leaves before the second try pays nothing', async () => {
  const refused = Promise.withResolvers<void>()
  await using own = await openGatewayRig({ deps: { dispatcher: tellingOfRefusals(refused.resolve) } })
  const leaving = new AbortController()
  const body = String(unknownParameter.body)
  own.upstream.script({
    answer: { ...unknownParameter, body: `${body} ` },
    steps: [send(body.length), hang()],
  })
  const left = own.post('/v1/chat/completions', { ...asked, stream: true }, { signal: leaving.signal })
  await refused.promise
  leaving.abort()
  await expect(left).rejects.toThrow()
  expect(await own.newestRow(1)).toMatchObject({
    outcome: 'client-gone',
    certainty: 'none',
    costNanoUsd: '0',
    upstreamStatus: 400,
  })
  expect(own.calls()).toHaveLength(1)
})

/** Calls it once the status of a refusal is known to the gateway, its body not yet. */
function tellingOfRefusals(tell: () => void): Dispatcher {
  return new Agent().compose(dispatch => (options, handler) => {
    const telling: Dispatcher.DispatchHandler = {
      onRequestStart: (...args) => handler.onRequestStart?.(...args),
      onResponseStart(controller, status, ...rest) {
        handler.onResponseStart?.(controller, status, ...rest)
        if (status === 400) tell()
      },
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    }
    return dispatch(options, telling)
  })
}

test('a provider that breaks off the second time may have worked, and is settled so', async () => {
  rig.upstream.script({ answer: unknownParameter }, { steps: [die('reset')] })
  const answer = await rig.post('/v1/chat/completions', { ...asked, stream: true })
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({ error: { code: 'upstream_unreachable' } })
  expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'upstream-failed', certainty: 'estimated' })
})

test('a body that may have to be sent again counts as bytes in flight until the provider has answered', async () => {
  const mebibyte = 1024 * 1024
  await using crowded = await openGatewayRig({
    overrides: { inFlightMaxBytes: 8 * mebibyte, inFlightWaitMs: 2000 },
  })
  const held = gate()
  const messages = [{ role: 'user', content: 'so many words '.repeat((4 * mebibyte) / 14) }]
  const post = (stream: boolean) => crowded.post(paths['openai-chat'], { ...asked, messages, stream })
  crowded.upstream.script({ steps: [wait(held), head(), send()] })
  const whole = [post(false)]
  await expect.poll(() => crowded.calls().length, { timeout: 20_000 }).toBe(1)
  // A body that is not kept for a second try is counted no longer than it is there.
  const first = post(true)
  await expect.poll(() => crowded.calls().length, { timeout: 20_000 }).toBe(2)
  expect((await post(true)).status).toBe(503)
  held.open()
  for (const answer of [...whole, first]) expect((await answer).status).toBe(200)
  expect((await post(true)).status).toBe(200)
}, 60_000)
