// Answers in the documented bytes of each wire format, whole or cut at moments that all formats have.
import type { Answer, ReceivedRequest } from '../fake-upstream.ts'
import { upstreams, type Wire } from '../translation-rig.ts'

/**
 * How far an answer has come. The preamble says whose answer it is and nothing of it. `within-character`: between two bytes
 * of one UTF-8 character, after some content. `before-end`: all content is there, and the format's own end is not.
 * `after-end`: all of the answer is there, and HTTP does not say so.
 */
export type Moment =
  | 'before-headers'
  | 'after-headers'
  | 'after-preamble'
  | 'after-content'
  | 'within-character'
  | 'before-end'
  | 'after-end'

type BodyMoment = Exclude<Moment, 'before-headers'>

export interface WireAnswer {
  readonly answer: Answer
  /** The beginning of the answer. It is chunked, so its length is not declared. */
  until(when: BodyMoment): Answer
  /** Status 200 with the provider's own error. */
  withError(when: 'after-headers' | 'after-content'): Answer
  malformed(when: 'after-headers' | 'after-content'): Answer
  /** Endless pings, without any content or after all of it. */
  pings(after: 'nothing' | 'end'): Answer
}

const pieces = ['Grüße', ' aus', ' Zürich', '.']

/** What every proper answer says. In a stream it comes in several pieces. */
export const saidText = pieces.join('')

const wireOfPath: readonly (readonly [RegExp, Wire])[] = [
  [/^\/v1\/chat\/completions/, 'chat'],
  [/^\/v1\/responses/, 'responses'],
  [/^\/v1\/messages/, 'messages'],
  [/^\/v1beta\/models\//, 'gemini'],
  [/^\/api\/chat/, 'ollama'],
]

/** Throws if the path belongs to none of the wire formats. */
function wireOf(path: string): Wire {
  const found = wireOfPath.find(([pattern]) => pattern.test(path))
  if (!found) throw new Error(`No wire format has the path ${path}`)
  return found[1]
}

/** A refusal in the format of the request. */
export function refusalOf({ path }: ReceivedRequest, status: number): Answer {
  return upstreams[wireOf(path)].failure(status, 'The provider is having a bad day.')
}

/** What a stream of each format is made of, besides its content. */
interface Frames {
  readonly separator: string
  readonly error: string
  /** A frame that is whole, with data that is no JSON. */
  readonly broken: string
  readonly ping: string
}

const overloaded = 'The provider is overloaded.'
const events: Pick<Frames, 'separator' | 'broken' | 'ping'> = {
  separator: '\n\n',
  broken: 'data: {"half": \n\n',
  ping: ': ping\n\n',
}

const frames: Readonly<Record<Wire, Frames>> = {
  chat: { ...events, error: dataOf({ error: { message: overloaded, type: 'server_error', code: null } }) },
  // https://platform.openai.com/docs/api-reference/responses-streaming/error
  responses: {
    ...events,
    error: `event: error\n${dataOf({ type: 'error', sequence_number: 9, code: 'server_error', message: overloaded, param: null })}`,
  },
  // https://docs.anthropic.com/en/docs/build-with-claude/streaming#error-events
  messages: {
    ...events,
    error: `event: error\n${dataOf({ type: 'error', error: { type: 'overloaded_error', message: overloaded } })}`,
    ping: 'event: ping\ndata: {"type": "ping"}\n\n',
  },
  gemini: {
    ...events,
    separator: '\r\n\r\n',
    error: dataOf({ error: { code: 503, message: overloaded, status: 'UNAVAILABLE' } }),
  },
  ollama: {
    separator: '\n',
    error: `${JSON.stringify({ error: overloaded })}\n`,
    broken: '{"half": \n',
    ping: '\n',
  },
}

function dataOf(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

export function wireAnswer(request: ReceivedRequest): WireAnswer {
  const wire = wireOf(request.path)
  const isStream = isStreamAsked(wire, request)
  const answer = upstreams[wire].answer({ text: pieces, finish: 'stop' }, isStream)
  const bytes = Buffer.from(answer.body as Buffer)
  const ends = isStream ? endsInStream(bytes, frames[wire].separator) : endsInWhole(bytes)
  const made = (...parts: readonly (string | Uint8Array)[]): Answer => ({
    ...answer,
    body: parts.map(part => Buffer.from(part)),
  })
  const begin = (when: BodyMoment) => bytes.subarray(0, ends[when])
  return {
    answer,
    until: when => made(begin(when)),
    withError: when =>
      isStream ? made(begin(when), frames[wire].error) : upstreams[wire].failure(200, overloaded),
    malformed: when =>
      isStream
        ? made(begin(when), frames[wire].broken, bytes.subarray(ends[when]))
        : made(begin(when), '{"half": '),
    pings: after => ({
      ...answer,
      body: endless(after === 'end' ? [bytes] : [], isStream ? frames[wire].ping : '\n'),
    }),
  }
}

function isStreamAsked(wire: Wire, { path, body }: ReceivedRequest): boolean {
  if (wire === 'gemini') return path.includes(':streamGenerateContent')
  const { stream } = JSON.parse(body.toString()) as { readonly stream?: boolean }
  // https://docs.ollama.com/api/chat: if nothing is said of a stream, it is one.
  return wire === 'ollama' ? stream !== false : stream === true
}

/** Where each moment is in the body, in bytes. */
type Ends = Readonly<Record<BodyMoment, number>>

function endsInStream(bytes: Buffer, separator: string): Ends {
  const contentAt = bytes.indexOf(pieces[0] ?? '')
  const before = bytes.lastIndexOf(separator, contentAt)
  return {
    'after-headers': 0,
    'after-preamble': before < 0 ? 0 : before + separator.length,
    'after-content': bytes.indexOf(separator, contentAt) + separator.length,
    'within-character': withinCharacter(bytes),
    'before-end': bytes.lastIndexOf(separator, bytes.length - separator.length - 1) + separator.length,
    'after-end': bytes.length,
  }
}

function endsInWhole(bytes: Buffer): Ends {
  return {
    'after-headers': 0,
    'after-preamble': 1,
    'after-content': bytes.indexOf(pieces[0] ?? '') + Buffer.byteLength(pieces[0] ?? ''),
    'within-character': withinCharacter(bytes),
    'before-end': bytes.length - 1,
    'after-end': bytes.length,
  }
}

/** After the first byte of the ü in the third piece. */
function withinCharacter(bytes: Buffer): number {
  return bytes.indexOf(pieces[2] ?? '') + Buffer.byteLength(' Z') + 1
}

function* endless(first: readonly Uint8Array[], text: string): Generator<Uint8Array> {
  yield* first
  for (;;) yield Buffer.from(text)
}
