import type { Attempt } from '../attempts/attempt.ts'
import { parseKeepingDigits } from '../bytes/json-value.ts'
import type { AnswerEvents } from '../chat/answer-as-stream.ts'
import { GatewayError } from '../errors.ts'
import type { ReadAnswer } from '../tokens/large-answers.ts'

/**
 * What is sent to the caller: the bytes or, if the caller was already told that a stream comes, events made from them. Only
 * an answer in JSON can be turned into events.
 */
export interface Sendable {
  readonly bytes: Uint8Array
  readonly asEvents: () => AnswerEvents | undefined
  /** The content type and the status, if they are not the provider's. */
  readonly type?: string
  readonly status?: number
  readonly retryAfterSeconds?: number | undefined
  /** The body, parsed, if it is a provider's error although its status says that it is an answer. */
  readonly failedWith?: unknown
  /** Set if a worker has translated the bytes. */
  readonly translated?: ReadAnswer['translated']
}

/** The same answer or refusal in the caller's format, and as a stream if that was asked for. Throws `upstream_failed`. */
export function translated(
  { bytes, translated: done }: Sendable,
  status: number,
  { exchange, facts, translation, usage }: Attempt,
): Sendable {
  if (!translation) throw new GatewayError('internal')
  if (done?.failure) throw translation.raise(done.failure)
  if (done) return { bytes, asEvents: () => undefined, type: 'application/json' }
  const text = Buffer.from(bytes).toString('utf8')
  const body = parseKeepingDigits(text)
  const tokens = usage?.tokens
  if (status >= 300) {
    const failure = translation.failure(status, body ?? text)
    const told = JSON.stringify(failure.body)
    const event = () => ({ bytes: asBytes(exchange.caller.errorEvent(told)), isAnswer: false })
    const { retryAfterSeconds, status: toldStatus } = failure
    return {
      bytes: asBytes(told),
      asEvents: event,
      type: 'application/json',
      status: toldStatus,
      retryAfterSeconds,
    }
  }
  if (!facts.stream || !translation.stream)
    return {
      bytes: asBytes(JSON.stringify(translation.whole(body, tokens))),
      asEvents: () => undefined,
      type: 'application/json',
    }
  const events = asBytes(translation.stream.wholeAsEvents(body, tokens))
  return {
    bytes: events,
    asEvents: () => ({ bytes: events, isAnswer: true }),
    type: exchange.caller.streamType,
  }
}

function asBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
