// Until an answer's first content is there, the caller has heard nothing but pings: another provider could still answer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeSseEvent } from '../../gateway/bytes/sse.ts'
import { type Answer, die, gate, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 600_000 } })
})
afterAll(() => rig[Symbol.asyncDispose]())

const event = (data: object) =>
  encodeSseEvent('type' in data ? String(data.type) : undefined, JSON.stringify(data))
const chunk = (delta: object, finish_reason: string | null = null) =>
  event({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason }],
  })

const preambles = {
  'openai-chat': `: busy\n\n${chunk({ role: 'assistant', content: '' })}`,
  'anthropic-messages':
    event({
      type: 'message_start',
      message: { id: 'm', type: 'message', role: 'assistant', content: [], usage: { input_tokens: 3 } },
    }) +
    event({ type: 'ping' }) +
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
} as const
const contents = {
  'openai-chat': chunk({ content: 'Hi' }),
  'anthropic-messages': event({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'Hi' },
  }),
} as const
const ends = {
  'openai-chat': `${chunk({}, 'stop')}data: [DONE]\n\n`,
  'anthropic-messages':
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }) +
    event({ type: 'message_stop' }),
} as const

const stream = (body: string): Answer => ({ headers: { 'content-type': 'text/event-stream' }, body })

describe.each(formats)('%s', format => {
  const preamble = preambles[format]
  const whole = preamble + contents[format] + ends[format]
  const asked = chatBody(format, {
    stream: true,
    ...(format === 'openai-chat' && { stream_options: { include_usage: true } }),
  })

  test('what comes before the first content is handed over with it, byte for byte', async () => {
    const late = gate()
    rig.upstream.script({ answer: stream(whole), steps: [send(preamble.length), wait(late), send()] })
    const caller = await rig.postRaw(paths[format], asked)
    await late.reached
    // Another one that asked later has been answered meanwhile: this one could have been, too.
    rig.upstream.script({ answer: stream(whole) })
    await (await rig.post(paths[format], asked)).text()
    const heard = await Promise.race([caller.readUntil('HTTP/1.1'), Promise.resolve(undefined)])
    expect(heard).toBeUndefined()
    late.open()
    await caller.readUntil('\r\n0\r\n\r\n')
    const received = readRawStream(await caller.readUntil('\r\n0\r\n\r\n'))
    expect(received).toMatchObject({ status: 200, body: whole, ended: true })
    caller.hangUp()
  })

  test('an answer that breaks off before it is refused as one that never began', async () => {
    rig.upstream.script({ answer: stream(preamble), steps: [send(), die()] })
    const refused = await rig.post(paths[format], asked)
    expect(refused.status).toBe(502)
    expect(refused.headers.get('content-type')).toContain('application/json')
    expect(await rig.rowOf(refused)).toMatchObject({
      outcome: 'truncated',
      errorCode: 'upstream_truncated',
      certainty: 'estimated',
      status: 502,
    })
  })

  test('an answer that says nothing at all is passed on at its end', async () => {
    const body = preamble + ends[format]
    rig.upstream.script({ answer: stream(body) })
    const answered = await rig.post(paths[format], asked)
    expect(answered.status).toBe(200)
    expect(await answered.text()).toBe(body)
    expect(await rig.rowOf(answered)).toMatchObject({ outcome: 'completed' })
  })

  test('what is too long for a preamble is handed over as it comes', async () => {
    const late = gate()
    const long = ': busy\n\n'.repeat(10_000) + preamble
    rig.upstream.script({
      answer: stream(long + contents[format] + ends[format]),
      steps: [send(long.length), wait(late), send()],
    })
    const caller = await rig.postRaw(paths[format], asked)
    await caller.readUntil(': busy')
    late.open()
    caller.hangUp()
  })
})
