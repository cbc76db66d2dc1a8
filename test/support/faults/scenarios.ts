// Requests of every kind, as bytes on a socket. Each scenario resolves when its caller has an answer or the connection is
// closed.
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { die, gate, hang, head, send, wait } from '../fake-upstream.ts'
import type { GatewayRig } from '../gateway-rig.ts'
import { chatBody } from '../gateway-rig.ts'
import { type Asked, requestOf, talk } from './talk.ts'

export type Scenario = (rig: GatewayRig) => Promise<void>

const json = { 'content-type': 'application/json' }
const close = ['connection: close']
const stream = { stream: true, stream_options: { include_usage: true } }
const ask = (extra: object = {}): Asked => ({ body: chatBody('openai-chat', extra), headers: close })
const long = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(60_000)}"}}]}\n\n`

function* longStream() {
  for (let sent = 0; sent < 200; sent++) yield Buffer.from(long)
  // The usage is reported, so that the gateway need not count the text.
  yield Buffer.from(
    'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}\n\ndata: [DONE]\n\n',
  )
}

/** So long that it is searched for the provider's key in several steps. */
function* veryLongEvent() {
  yield Buffer.from(`data: {"choices":[{"index":0,"delta":{"content":"${'\\u0041'.repeat(40_000)}"}}]}\n\n`)
  yield* longStream()
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  async 'a whole answer'(rig) {
    rig.upstream.script()
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a stream'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(1200), send()] })
    await talk(rig, requestOf(rig, ask({ stream: true })))
  },
  async 'a signed request'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage' })
    await talk(rig, requestOf(rig, ask({ model: 'signed/openai.gpt-oss-20b-1:0', stream: true })))
  },
  async 'a pinged stream'(rig) {
    const late = gate()
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [wait(late), send()] })
    setTimeout(() => late.open(), 80)
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a pinged caller of JSON'(rig) {
    const late = gate()
    rig.upstream.script({ answer: 'chat-completion', steps: [wait(late), send()] })
    setTimeout(() => late.open(), 80)
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a pinged caller of an error'(rig) {
    const late = gate()
    rig.upstream.script({ answer: 'openai-error-429', steps: [wait(late), send()] })
    setTimeout(() => late.open(), 80)
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a caller that leaves a stream'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(1200), hang()] })
    await talk(rig, requestOf(rig, ask(stream)), { at: 'data: ', act: 'leave' })
  },
  async 'a caller that leaves before the headers'(rig) {
    rig.upstream.script({ steps: [hang()] })
    const bytes = requestOf(rig, ask())
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    socket.on('error', () => {}).write(bytes)
    setTimeout(() => socket.destroy(), 60)
    await new Promise(resolve => socket.once('close', resolve))
  },
  async 'a provider that dies in its stream'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(1200), die('reset')] })
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a provider that dies in its answer'(rig) {
    rig.upstream.script({ answer: 'chat-completion', steps: [send(40), die('reset')] })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a provider that is silent'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [head(), hang()] })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a route whose first target fails'(rig) {
    rig.upstream.script({ answer: { status: 500 } }, { answer: 'chat-stream-usage' })
    await talk(rig, requestOf(rig, ask({ ...stream, model: 'in-order' })))
  },
  async 'a first target that is too slow'(rig) {
    rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(600), hang()] }, {})
    await talk(rig, requestOf(rig, ask({ ...stream, model: 'in-order' })))
  },
  async 'a route whose targets all fail'(rig) {
    rig.upstream.script({ answer: { status: 503 } })
    await talk(rig, requestOf(rig, ask({ model: 'in-order' })))
  },
  async 'a second target that is faster'(rig) {
    rig.upstream.script({ steps: [hang()] }, { answer: 'chat-stream-usage' })
    await talk(rig, requestOf(rig, ask({ ...stream, model: 'beside' })))
  },
  async 'two targets that fail beside each other'(rig) {
    rig.upstream.script({ steps: [hang()] }, { answer: { status: 500 } })
    await talk(rig, requestOf(rig, ask({ model: 'beside' })))
  },
  async 'a caller that leaves two targets'(rig) {
    rig.upstream.script({ steps: [hang()] })
    const bytes = requestOf(rig, ask({ model: 'beside' }))
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    socket.on('error', () => {}).write(bytes)
    setTimeout(() => socket.destroy(), 80)
    await new Promise(resolve => socket.once('close', resolve))
  },
  async 'a provider that redirects'(rig) {
    rig.upstream.script({ answer: { status: 302, headers: { location: '/elsewhere' } } })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a compressed answer'(rig) {
    rig.upstream.script({ gzip: true })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a compressed answer that breaks off'(rig) {
    rig.upstream.script({ gzip: true, steps: [send(40)] })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a caller that reads slowly'(rig) {
    rig.upstream.script({ answer: { headers: { 'content-type': 'text/event-stream' }, body: longStream() } })
    await talk(rig, requestOf(rig, ask(stream)), { at: 'data: ', act: 'pause' })
  },
  async 'a caller that reads nothing any more'(rig) {
    rig.upstream.script({ answer: { headers: { 'content-type': 'text/event-stream' }, body: longStream() } })
    await talk(rig, requestOf(rig, ask(stream)), { at: 'data: ', act: 'stop' })
  },
  async 'a very long event'(rig) {
    const headers = { 'content-type': 'text/event-stream' }
    rig.upstream.script({ answer: { headers, body: veryLongEvent() } })
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a provider that dies after a very long event'(rig) {
    const [event = Buffer.alloc(0)] = veryLongEvent()
    rig.upstream.script({ answer: { headers: { 'content-type': 'text/event-stream' }, body: event } })
    await talk(rig, requestOf(rig, ask(stream)))
  },
  async 'a compressed stream to one that reads slowly'(rig) {
    const answer = { headers: { 'content-type': 'text/event-stream' }, body: longStream() }
    rig.upstream.script({ answer, gzip: true })
    await talk(rig, requestOf(rig, ask(stream)), { at: 'data: ', act: 'pause' })
  },
  async 'a caller that only ends its side'(rig) {
    const late = gate()
    rig.upstream.script({ steps: [wait(late), send()] })
    setTimeout(() => late.open(), 80)
    await talk(rig, requestOf(rig, ask()), { halfClose: true })
  },
  async 'the sandbox'(rig) {
    const body = { model: 'sandbox/echo', stream: true, messages: [{ role: 'user', content: 'one two' }] }
    const headers = [...close, 'x-sandbox-tokens-per-second: 1000']
    await talk(rig, requestOf(rig, { body, headers }))
  },
  async 'the sandbox, left'(rig) {
    const body = {
      model: 'sandbox/echo',
      stream: true,
      messages: [{ role: 'user', content: 'one two three' }],
    }
    const headers = [...close, 'x-sandbox-tokens-per-second: 5']
    await talk(rig, requestOf(rig, { body, headers }), { at: 'data: ', act: 'leave' })
  },
  async 'a quote'(rig) {
    await talk(rig, requestOf(rig, { ...ask(), target: '/gatehouse/v1/quote' }))
  },
  async 'a dry run'(rig) {
    await talk(rig, requestOf(rig, { ...ask(), headers: [...close, 'x-gatehouse-dry-run: 1'] }))
  },
  async 'an unknown model'(rig) {
    await talk(rig, requestOf(rig, ask({ model: 'nobody/has-it' })))
  },
  async 'a model of nearly that name'(rig) {
    await talk(rig, requestOf(rig, ask({ model: 'open/gpt-4o-mimi' })))
    await talk(rig, requestOf(rig, ask({ model: 'gpt-4o-mimi' })))
  },
  async 'a model of the other format'(rig) {
    await talk(rig, requestOf(rig, ask({ model: 'anth/claude-haiku-4-5-20251001' })))
  },
  async 'a body that is no JSON'(rig) {
    await talk(rig, requestOf(rig, { body: '{', headers: close }))
  },
  async 'a body that nobody reads'(rig) {
    const bytes = requestOf(rig, { body: 'x'.repeat(100_000), headers: [...close, 'content-encoding: gzip'] })
    await talk(rig, bytes)
  },
  async 'a body whose end does not come'(rig) {
    const bytes = requestOf(rig, ask())
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    socket.on('error', () => {}).write(bytes.subarray(0, -4))
    setTimeout(() => socket.destroy(), 40)
    await new Promise(resolve => socket.once('close', resolve))
  },
  async 'an unknown path'(rig) {
    await talk(rig, requestOf(rig, { ...ask(), target: '/v1/nothing' }))
  },
  async 'the list of models'(rig) {
    await talk(rig, requestOf(rig, { method: 'GET', target: '/v1/models', headers: close }))
  },
  async 'a look at its health'(rig) {
    await talk(rig, requestOf(rig, { method: 'GET', target: '/healthz', headers: close }))
  },
  async 'bytes that are no request'(rig) {
    await talk(rig, 'garbage\r\n\r\n')
  },
  async 'a provider that refuses to be asked for usage'(rig) {
    const body = '{"error":{"message":"Unknown parameter: stream_options","type":"invalid_request_error"}}'
    rig.upstream.script({ answer: { status: 400, headers: json, body } }, {})
    await talk(rig, requestOf(rig, ask({ stream: true })))
  },
  async 'a count by the gateway'(rig) {
    const body = { model: 'open/gpt-4o-mini', messages: [{ role: 'user', content: 'one two' }] }
    await talk(rig, requestOf(rig, { target: '/v1/messages/count_tokens', body, headers: close }))
  },
  async 'a count by a provider that has none'(rig) {
    const { model, messages } = chatBody('anthropic-messages')
    rig.upstream.script({ answer: 'anthropic-error-404' })
    await talk(
      rig,
      requestOf(rig, { target: '/v1/messages/count_tokens', body: { model, messages }, headers: close }),
    )
  },
  async 'a long answer'(rig) {
    rig.upstream.script({
      answer: { headers: json, body: JSON.stringify({ choices: [], text: 'x'.repeat(300_000) }) },
    })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a long answer that breaks off'(rig) {
    rig.upstream.script({ answer: { headers: json, body: `{"text":"${'x'.repeat(300_000)}` } })
    await talk(rig, requestOf(rig, ask()))
  },
  async 'a long body'(rig) {
    rig.upstream.script()
    const messages = [{ role: 'user', content: 'word '.repeat(300_000) }]
    await talk(rig, requestOf(rig, ask({ messages })))
  },
  async 'an answer compressed twice'(rig) {
    const headers = { ...json, 'content-encoding': 'gzip, gzip' }
    rig.upstream.script({ answer: { headers, body: gzipSync(gzipSync('{"choices":[]}')) } })
    await talk(rig, requestOf(rig, ask()))
  },
}
