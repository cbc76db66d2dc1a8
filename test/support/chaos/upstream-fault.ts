// What can go wrong at a provider, as data, and what the fake upstream does for each of it.
import { type Answer, type Behaviour, die, hang, head, type Step, send, trickle } from '../fake-upstream.ts'
import { type Moment, refusalOf, wireAnswer } from './wire-answer.ts'

export type UpstreamFault =
  | {
      readonly type: 'status'
      readonly status: number
      /** The provider's own error by default, or a page or nothing, as from a proxy in front of it. */
      readonly body?: 'own' | 'page' | 'nothing'
      readonly retryAfterSeconds?: number
    }
  /** `on-connect`: before a byte is read. A request on a connection that is already open is not read either. */
  | { readonly type: 'reset'; readonly when: 'on-connect' | Moment }
  | { readonly type: 'close'; readonly when: Moment }
  /** HTTP ends properly, although the answer is not complete. */
  | { readonly type: 'end'; readonly when: Exclude<Moment, 'before-headers'> }
  /** Nothing more is sent until the caller hangs up. */
  | { readonly type: 'stall'; readonly when: Moment }
  /** Status 200 and then the provider's own error: in a stream as an event, which is the last one. */
  | { readonly type: 'error-event'; readonly when: 'after-headers' | 'after-content' }
  /** An event whose data is no JSON. A whole answer is no JSON either. */
  | { readonly type: 'malformed'; readonly when: 'after-headers' | 'after-content' }
  /** The proper answer, or a page, under another content type. */
  | { readonly type: 'content-type'; readonly contentType: string; readonly body: 'own' | 'page' }
  /**
   * Never stops sending: the letters of a header, or what a format has for a ping, instead of an answer or after a proper one.
   */
  | {
      readonly type: 'slow-loris'
      readonly part: 'head' | 'pings' | 'pings-after-end'
      readonly everyMs: number
    }

/** As load balancers send it. */
export const page = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>'

/** What the fake upstream does instead of answering properly. */
export function behaviourOf(fault: UpstreamFault | undefined): Behaviour {
  switch (fault?.type) {
    case undefined:
      return { answer: request => wireAnswer(request).answer }
    case 'status':
      return { answer: request => refusal(fault, () => refusalOf(request, fault.status)) }
    case 'reset':
      return fault.when === 'on-connect'
        ? { readBody: false, steps: [die('reset')] }
        : until(fault.when, die('reset'))
    case 'close':
      return until(fault.when, die('close'))
    case 'end':
      return until(fault.when)
    case 'stall':
      return until(fault.when, hang())
    case 'error-event':
      return { answer: request => wireAnswer(request).withError(fault.when) }
    case 'malformed':
      return { answer: request => wireAnswer(request).malformed(fault.when) }
    case 'content-type':
      return { answer: request => relabelled(fault, wireAnswer(request).answer) }
    case 'slow-loris':
      return slowLoris(fault)
    default:
      return fault satisfies never
  }
}

function until(when: Moment, ...then: readonly Step[]): Behaviour {
  if (when === 'before-headers') return { steps: then }
  return { answer: request => wireAnswer(request).until(when), steps: [head(), send(), ...then] }
}

function refusal(
  { status, body = 'own', retryAfterSeconds }: Extract<UpstreamFault, { type: 'status' }>,
  own: () => Answer,
): Answer {
  const said = {
    own,
    page: () => ({ headers: { 'content-type': 'text/html' }, body: page }),
    nothing: () => ({ headers: {}, body: '' }),
  }[body]()
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return { ...said, status, headers: { ...said.headers, ...retry } }
}

function relabelled(
  { contentType, body }: Extract<UpstreamFault, { type: 'content-type' }>,
  own: Answer,
): Answer {
  return {
    status: 200,
    headers: { 'content-type': contentType },
    body: body === 'own' ? (own.body ?? '') : page,
  }
}

function slowLoris({ part, everyMs }: Extract<UpstreamFault, { type: 'slow-loris' }>): Behaviour {
  if (part === 'head') return { steps: [trickle(endlessHead(), everyMs)] }
  const after = part === 'pings' ? 'nothing' : 'end'
  return {
    answer: request => wireAnswer(request).pings(after),
    steps: [head(), send(undefined, { everyMs })],
  }
}

function* endlessHead(): Generator<string> {
  yield 'HTTP/1.1 200 OK\r\nx-padding: '
  for (;;) yield 'a'
}
