import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatOf } from '../../gateway/formats/index.ts'
import { die, gate, head, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 15 } })
})
afterAll(() => rig[Symbol.asyncDispose]())

describe.each(formats)('%s', format => {
  const { ping } = formatOf(format).caller
  const asked = chatBody(format, {
    stream: true,
    ...(format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}),
  })
  const pings = (count: number) => ping.repeat(count)

  test('a whole answer of megabytes that comes after a ping is the stream that it would have been', async () => {
    const late = gate()
    const said = 'words that were said, '.repeat(20_000)
    const usage = {
      prompt_tokens: 7,
      completion_tokens: 9,
      total_tokens: 16,
      input_tokens: 7,
      output_tokens: 9,
    }
    const message = { role: 'assistant', content: said }
    const whole =
      format === 'openai-chat'
        ? {
            id: 'a',
            object: 'chat.completion',
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            usage,
          }
        : {
            type: 'message',
            ...message,
            content: [{ type: 'text', text: said }],
            stop_reason: 'end_turn',
            usage,
          }
    const headers = { 'content-type': 'application/json' }
    rig.upstream.script({ answer: { headers, body: JSON.stringify(whole) }, steps: [wait(late), send()] })
    const caller = await rig.postRaw(paths[format], asked, ['connection: close'])
    await caller.readUntil(ping)
    late.open()
    const stream = readRawStream(await caller.readAll())
    expect(stream).toMatchObject({ status: 200, ended: true })
    expect(stream.body).toContain(said)
    expect(stream.body).not.toContain('error')
    expect(await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
      outcome: 'completed',
      certainty: 'exact',
      outputTokens: 9,
    })
  })

  test('a refusal of megabytes that comes after a ping is an error event all the same', async () => {
    const late = gate()
    const message = 'too many words, '.repeat(20_000)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } })
    rig.upstream.script({ answer: { status: 400, headers, body }, steps: [wait(late), send()] })
    const caller = await rig.postRaw(paths[format], asked)
    await caller.readUntil(ping)
    late.open()
    const stream = readRawStream(await caller.readAll())
    expect(stream).toMatchObject({ status: 200, ended: false })
    expect(stream.body).toContain(`data: ${body}\n\n`)
    expect(await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
      outcome: 'upstream-failed',
      upstreamStatus: 400,
    })
  })

  test.each([
    ['hangs up', [die('reset')], undefined],
    ['answers what is no JSON', [send()], { status: 502, body: '<html>Bad gateway</html>' }],
  ])('a provider that %s after a ping ends in an error event', async (_, steps, answer) => {
    const late = gate()
    rig.upstream.script({ ...(answer ? { answer } : {}), steps: [wait(late), ...steps] })
    const caller = await rig.postRaw(paths[format], asked)
    await caller.readUntil(ping)
    late.open()
    const stream = readRawStream(await caller.readAll())
    expect(stream).toMatchObject({ status: 200, ended: false })
    const data = /^data: (.*error.*)$/m.exec(stream.body)?.[1] ?? ''
    expect(JSON.parse(data)).toMatchObject({ error: { message: expect.stringMatching(/^The provider "/) } })
    expect(await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
      status: 200,
      errorCode: expect.stringMatching(/^upstream_/),
    })
  })

  test('a caller that asked for a whole answer is never pinged', async () => {
    const late = gate()
    rig.upstream.script({ steps: [head(), wait(late), send()] })
    const caller = await rig.postRaw(paths[format], chatBody(format), ['connection: close'])
    await late.reached
    const streaming = await rig.postRaw(paths[format], asked)
    // Begun later, so by now the other one would have had its ping too.
    await expect.poll(async () => readRawStream(await streaming.readUntil(ping)).body).toContain(pings(2))
    late.open()
    const received = (await caller.readAll()).toString()
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"usage"/)
    expect(received).not.toContain(ping)
    streaming.hangUp()
  })
})
