// A caller that takes its time, though less than the patience for slow readers: longer than anything that the provider is given.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hang, send } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

const silenceMs = 1200
/** More than the sockets on the way take by themselves. */
const textBytes = 16 * 1024 * 1024

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { firstByteTimeoutMs: silenceMs, silenceTimeoutMs: silenceMs } })
})
afterAll(() => rig[Symbol.asyncDispose]())

const text = 'x'.repeat(textBytes)

const answers = {
  'openai-chat': {
    whole: {
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
    },
    stream: [
      `data: {"choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":"stop"}]}\n\n`,
      'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}\n\n',
      'data: [DONE]\n\n',
    ],
  },
  'anthropic-messages': {
    whole: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 5, output_tokens: 7 },
    },
    stream: [
      'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}\n\n',
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}\n\n`,
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ],
  },
}

/** A later request whose provider is silent until its deadline: by then, that of every earlier one has passed. */
async function letDeadlinesPass(): Promise<void> {
  rig.upstream.script({ steps: [hang()] })
  const silent = await rig.post(paths['openai-chat'], chatBody('openai-chat'))
  expect(silent.status).toBe(504)
}

describe.each(formats)('%s: a caller that reads slower than the silence deadline', format => {
  test.each([true, false])('gets its answer whole, and nothing ends (stream: %s)', async stream => {
    const body = stream
      ? answers[format].stream.map(piece => Buffer.from(piece))
      : JSON.stringify(answers[format].whole)
    const type = stream ? 'text/event-stream' : 'application/json'
    rig.upstream.script({ answer: { headers: { 'content-type': type }, body }, steps: [send()] })
    const options = format === 'openai-chat' && stream ? { stream_options: { include_usage: true } } : {}
    const caller = await rig.postRaw(paths[format], chatBody(format, { stream, ...options }), [
      'connection: close',
    ])
    await caller.readUntil('HTTP/1.1 200')
    caller.pause()
    await expect.poll(() => rig.lastCall().finished).toBe(true)
    await letDeadlinesPass()
    caller.resume()

    const received = await caller.readAll()
    expect(received.length).toBeGreaterThan(textBytes)
    expect(received.subarray(-200).toString()).toMatch(stream ? /\r\n0\r\n\r\n$/ : /\}$/)
    const [, requestId = ''] = /x-gatehouse-request-id: (\S+)/.exec(received.toString('utf8', 0, 2000)) ?? []
    expect(await rig.gateway.row(requestId)).toMatchObject({
      outcome: 'completed',
      errorCode: null,
      certainty: 'exact',
      outputTokens: 7,
    })
    expect((await fetch(`${rig.gateway.gatewayUrl}/healthz`)).status).toBe(200)
  })
})
