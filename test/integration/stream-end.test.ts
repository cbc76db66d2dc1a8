import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Behaviour, die, hang, readFixture, type Step, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  openGatewayRig,
  paths,
  type RigFormat,
  streams,
} from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { type RawUpstream, startRawUpstream } from '../support/raw-upstream.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const asked = (format: RigFormat) =>
  chatBody(format, {
    stream: true,
    ...(format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}),
  })

const recorded = (format: RigFormat) => readFixture(streams[format]).body
/** An offset within an event, and one between two. */
const within = 1200
const between = (format: RigFormat) => recorded(format).indexOf('\n\n', within) + 2

interface Death {
  readonly name: string
  readonly behaviour: (sent: Step) => Behaviour
}

const deaths: readonly Death[] = [
  { name: 'is reset', behaviour: sent => ({ steps: [sent, die('reset')] }) },
  { name: 'is closed', behaviour: sent => ({ steps: [sent, die('close')] }) },
  { name: 'ends without its last event', behaviour: sent => ({ steps: [sent] }) },
  { name: 'is shorter than it declared', behaviour: sent => ({ contentLength: 1_000_000, steps: [sent] }) },
]

describe.each(formats)('%s: an answer that', format => {
  describe.each(deaths)('$name', ({ behaviour }) => {
    test.each([
      ['within an event', within],
      ['between two events', between(format)],
    ])('%s ends the stream in one error event and a cut connection', async (_, bytes) => {
      rig.upstream.script({ answer: streams[format], ...behaviour(send(bytes)) })
      const caller = await rig.postRaw(paths[format], asked(format))
      const stream = readRawStream(await caller.readAll())
      expect(stream).toMatchObject({ status: 200, ended: false })

      const sent = recorded(format).toString('utf8', 0, bytes)
      const whole = sent.slice(0, sent.lastIndexOf('\n\n') + 2)
      expect(stream.body.slice(0, whole.length)).toBe(whole)
      const [, event, data = ''] =
        /^(?:event: (\w+)\n)?data: (.*)\n\n$/.exec(stream.body.slice(whole.length)) ?? []
      expect(event).toBe(format === 'openai-chat' ? undefined : 'error')
      const message = expect.stringContaining('broke off')
      expect(JSON.parse(data)).toMatchObject(
        format === 'openai-chat'
          ? { error: { message, code: 'upstream_truncated' } }
          : { type: 'error', error: { message, type: 'api_error' } },
      )
      expect(await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
        outcome: 'truncated',
        errorCode: 'upstream_truncated',
        certainty: 'estimated',
        status: 200,
      })
    })

    test('is a 502 where it was to come whole', async () => {
      const { body } = readFixture(format === 'openai-chat' ? 'chat-completion' : 'message')
      const answer = { headers: { 'content-type': 'application/json' }, body: [body] }
      rig.upstream.script({ answer, contentLength: body.length, ...behaviour(send(body.length - 5)) })
      const reply = await rig.post(paths[format], chatBody(format))
      expect(reply.status).toBe(502)
      expect(await reply.json()).toMatchObject({ error: { message: expect.stringContaining('broke off') } })
      expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'truncated', certainty: 'estimated' })
    })
  })

  test('is compressed and cut short is a 502 too', async () => {
    rig.upstream.script({ gzip: true, steps: [send(40)] })
    const reply = await rig.post(paths[format], chatBody(format))
    expect(reply.status).toBe(502)
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'truncated' })
  })
})

test('an answer that says it is finished and leaves out [DONE] is complete', async () => {
  const body = recorded('openai-chat').toString().replace('data: [DONE]\n\n', '')
  rig.upstream.script({
    answer: { headers: { 'content-type': 'text/event-stream' }, body: [Buffer.from(body)] },
  })
  const reply = await rig.post(paths['openai-chat'], asked('openai-chat'))
  expect(await reply.text()).toBe(body)
  expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
})

describe('an answer that is larger than the gateway takes', () => {
  test('is a 502, however small it came', async () => {
    const body = Buffer.alloc(65 * 1024 * 1024, ' ')
    rig.upstream.script({
      answer: { headers: { 'content-type': 'application/json' }, body: [body] },
      gzip: true,
    })
    const reply = await rig.post(paths['openai-chat'], chatBody('openai-chat'))
    expect(reply.status).toBe(502)
    expect(await reply.json()).toMatchObject({ error: { code: 'upstream_too_large' } })
  })

  test('is an error event where one event of a stream is', async () => {
    function* endless() {
      yield Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\ndata: ')
      for (;;) yield Buffer.alloc(1024 * 1024, 'x')
    }
    rig.upstream.script({ answer: { headers: { 'content-type': 'text/event-stream' }, body: endless() } })
    const caller = await rig.postRaw(paths['openai-chat'], asked('openai-chat'))
    const stream = readRawStream(await caller.readAll())
    expect(stream.ended).toBe(false)
    expect(stream.body).toMatch(
      /^data: \{"choices":\[.*\]\}\n\ndata: \{"error":.*"upstream_too_large".*\}\n\n$/,
    )
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  })
})

test.each(formats)('%s: a gateway that is closed ends its streams in an error event', async format => {
  const own = await openGatewayRig()
  own.upstream.script({ answer: streams[format], steps: [send(between(format)), hang()] })
  const caller = await own.postRaw(paths[format], asked(format))
  await caller.readUntil('data: ')
  await own[Symbol.asyncDispose]()
  const { ended, body } = readRawStream(await caller.readAll())
  expect(ended).toBe(false)
  expect(body.slice(between(format))).toMatch(/^(event: error\n)?data: .*shutting down.*\n\n$/)
  expect(own.lastCall().abortedAtMs).toBeDefined()
})

describe('an answer without a declared end', () => {
  let old: RawUpstream

  beforeAll(async () => {
    old = await startRawUpstream()
    const provider = { id: 'old', kind: 'openai-compatible', baseUrl: `${old.origin}/v1` }
    await rig.gateway.admin.addProvider(provider)
  })
  afterAll(() => old[Symbol.asyncDispose]())

  const ask = (body: string) => {
    old.answer(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${body}`)
    return rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'old/x' }))
  }
  const whole = readFixture('chat-completion').body.toString()

  test('is whole where it is whole JSON', async () => {
    const reply = await ask(whole)
    expect([reply.status, await reply.text()]).toEqual([200, whole])
  })

  test('is a 502 where it is not', async () => {
    const reply = await ask(whole.slice(0, -20))
    expect(reply.status).toBe(502)
    expect(await reply.json()).toMatchObject({ error: { code: 'upstream_truncated' } })
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'truncated', certainty: 'estimated' })
  })
})
