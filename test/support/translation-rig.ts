// A gateway in front of a provider of each format, for tests that say in one format what is asked, and in another one which
// bytes the provider answers with.
import type { JsonRecord } from '../../gateway/bytes/json-value.ts'
import { upstream as chat } from '../conformance/translation/upstreams/chat.ts'
import { upstream as gemini } from '../conformance/translation/upstreams/gemini.ts'
import { upstream as messages } from '../conformance/translation/upstreams/messages.ts'
import { upstream as ollama } from '../conformance/translation/upstreams/ollama.ts'
import { upstream as responses } from '../conformance/translation/upstreams/responses.ts'
import type { Answer, Behaviour } from './fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from './gateway-rig.ts'
import { readRawStream } from './raw-stream.ts'
import type { TestGatewayOptions } from './test-gateway.ts'

/** Providers that each speak one format alone, so that requests of any other format are translated. */
export const upstreams = {
  chat: { ...chat, kind: 'together' },
  responses,
  messages,
  gemini,
  ollama,
}
export type Wire = keyof typeof upstreams

export interface Asked {
  /** The format of the caller. */
  readonly as: Wire
  /** The format of the provider. */
  readonly of: Wire
  /** The provider's name for the model, if it matters. */
  readonly model?: string
  readonly body?: object
  readonly stream?: boolean
  /** By default a plain word. */
  readonly answer?: Answer
  /** Instead of the answer, if there is more to say of how it comes. */
  readonly behaviour?: Behaviour
}

export interface Replied {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. Empty if it is none. */
  readonly json: JsonRecord
  /** The data of the events or lines, in order. */
  readonly events: readonly JsonRecord[]
  /** What the provider was sent. */
  readonly sent: JsonRecord
  readonly receipt: string | null
}

export interface TranslationRig extends GatewayRig {
  ask(asked: Asked): Promise<Replied>
  /** The bytes of a stream that ends with an error, after which the connection is closed and clients reject. */
  askForBroken(asked: Asked): Promise<string>
}

export async function openTranslationRig(options: TestGatewayOptions = {}): Promise<TranslationRig> {
  const rig = await openGatewayRig({
    ...options,
    providers: origin =>
      Object.entries(upstreams).map(([id, { kind, basePath }]) => ({
        id,
        kind,
        baseUrl: origin + basePath,
        key: 'sk-key-of-the-provider-0123',
      })),
  })
  return {
    ...rig,
    async askForBroken({
      as,
      of,
      model = upstreams[of].model,
      body = {},
      stream = false,
      answer,
      behaviour,
    }) {
      rig.upstream.script(behaviour ?? { ...(answer && { answer }) })
      const { path, request } = requestOf(as, `${of}/${model}`, body, stream)
      const caller = await rig.postRaw(path, request, ['connection: close'])
      const { body: text, ended } = readRawStream(await caller.readAll())
      if (ended) throw new Error(`The stream is complete: ${text}`)
      return text
    },
    async ask({ as, of, model = upstreams[of].model, body = {}, stream = false, answer, behaviour }) {
      const before = rig.calls().length
      rig.upstream.script(
        behaviour ?? { answer: answer ?? upstreams[of].answer({ text: ['Ja.'], finish: 'stop' }, stream) },
      )
      const { path, request } = requestOf(as, `${of}/${model}`, body, stream)
      const reply = await rig.post(path, request)
      const text = await reply.text()
      const call = rig.calls()[before]
      return {
        status: reply.status,
        headers: reply.headers,
        text,
        json: parsed(text) ?? {},
        events: eventsOf(text),
        sent: call ? (parsed(String(call.body)) ?? {}) : {},
        receipt: reply.headers.get('x-gatehouse-receipt'),
      }
    },
  }
}

export function requestOf(as: Wire, model: string, body: object, stream: boolean) {
  const turns = [{ role: 'user', content: 'Hallo' }]
  const streaming = stream ? { stream } : {}
  switch (as) {
    case 'chat':
      return { path: '/v1/chat/completions', request: { model, messages: turns, ...streaming, ...body } }
    case 'responses':
      return { path: '/v1/responses', request: { model, input: 'Hallo', ...streaming, ...body } }
    case 'messages':
      return {
        path: '/v1/messages',
        request: { model, max_tokens: 4000, messages: turns, ...streaming, ...body },
      }
    case 'gemini': {
      const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent'
      const contents = [{ role: 'user', parts: [{ text: 'Hallo' }] }]
      return { path: `/v1beta/models/${model}:${method}`, request: { contents, ...body } }
    }
    default:
      return { path: '/api/chat', request: { model, messages: turns, stream, ...body } }
  }
}

function eventsOf(text: string): readonly JsonRecord[] {
  const events = text.split('\n').map(line => parsed(line.replace(/^data: ?/, '')))
  return events.filter(event => event !== undefined)
}

function parsed(text: string): JsonRecord | undefined {
  try {
    return JSON.parse(text) as JsonRecord
  } catch {
    return undefined
  }
}

/** A stream of events: those with a type have it as their name too. */
export function sse(...events: readonly (object | '[DONE]')[]): Answer {
  const written = events.map(event => {
    if (event === '[DONE]') return 'data: [DONE]\n\n'
    const name = 'type' in event ? `event: ${String(event.type)}\n` : ''
    return `${name}data: ${JSON.stringify(event)}\n\n`
  })
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: written.join('') }
}

export function lines(...objects: readonly object[]): Answer {
  const body = objects.map(each => `${JSON.stringify(each)}\n`).join('')
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
}

export function json(body: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** A chunk of chat completions. */
export function chunk(delta: object, finish: string | null = null): object {
  const choice = { index: 0, delta, finish_reason: finish }
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] }
}

/** A piece of a call in chat completions. */
export function callChunk(index: number, text: string, begin?: { id: string; name: string }): object {
  const function_ = begin ? { name: begin.name, arguments: text } : { arguments: text }
  return chunk({
    tool_calls: [{ index, ...(begin && { id: begin.id, type: 'function' }), function: function_ }],
  })
}

export const chatUsage = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  choices: [],
  usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
}

/** A chunk of generated content. */
export function candidate(parts: readonly object[], rest: object = {}): object {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...rest }],
    usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 10, totalTokenCount: 30 },
  }
}

export function typesOf(events: readonly JsonRecord[]): readonly unknown[] {
  return events.map(({ type }) => type)
}

/** The items that the last event of a stream of responses repeats. */
export function outputOf(events: readonly JsonRecord[]): readonly JsonRecord[] {
  const last = events.at(-1)?.response as { output?: readonly JsonRecord[] } | undefined
  return last?.output ?? []
}
