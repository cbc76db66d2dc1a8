import type { OutgoingHttpHeaders } from 'node:http'
import type { Attempt } from '../attempts/attempt.ts'
import { upstreamError } from '../attempts/upstream-error.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import type { Answer } from '../bytes/relay.ts'
import type { AnswerCopy } from '../cache/answer-copy.ts'
import type { Exchange } from '../exchange.ts'
import type { Settlement } from '../ledger/ledger.ts'
import { breakOff, endStream, endWhole } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'
import type { Sendable } from './translated-answer.ts'

/**
 * Sends an answer that came as a whole. It is sent once all of it is there, so its cost can be in its headers.
 */
export async function respondWhole(
  answer: Answer,
  read: Sendable,
  attempt: Attempt,
  deps: RespondDeps,
): Promise<void> {
  const { exchange, scope } = attempt
  // Some providers answer with status 200 and a body that is an error.
  const isFailure = attempt.fault !== undefined
  if (answer.status >= 400 || isFailure) exchange.outcome = 'upstream-failed'
  await whenCounted(attempt)
  const isRefused = answer.status >= 300 || isFailure
  const settlement = deps.close(isRefused ? 'refused' : 'complete')
  const headers = callerHeaders(answer.headers, deps.secret)
  if (exchange.copy && !isRefused)
    copyWhole(exchange.copy, read, answer.status, headers, exchange, settlement)
  await endOfTurn()
  if (scope.reason) throw scope.reason
  if (exchange.error) throw exchange.error
  if (exchange.reply.headersSent) return await endPinged(read, attempt, deps)
  exchange.responseBytes = read.bytes.length
  await send(read, answer.status, headers, exchange, deps)
}

/** The copy is of what the caller is about to get: events if it was told that a stream comes. */
function copyWhole(
  copy: AnswerCopy,
  whole: Sendable,
  status: number,
  headers: OutgoingHttpHeaders,
  exchange: Exchange,
  settlement: Settlement | undefined,
): void {
  const { caller, facts, lastResort, reply, target } = exchange
  const events = reply.headersSent ? whole.asEvents() : undefined
  copy.isStream = events?.isAnswer ?? (facts?.stream === true && whole.type === caller.streamType)
  copy.add(events?.bytes ?? whole.bytes)
  const sent = whole.type === undefined ? headers : { ...headers, 'content-type': whole.type }
  copy.begin({ status, headers: sent, target, lastResort, whole })
  copy.finish({ cost: settlement?.cost })
}

/**
 * Waits for the end of this turn of the event loop, so that all answers of one turn are sent together. Each write wakes a
 * caller's process, which would compete for the processor while the other answers are still being read.
 */
function endOfTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function send(
  { bytes, retryAfterSeconds, status, type }: Sendable,
  answered: number,
  callers: OutgoingHttpHeaders,
  exchange: Exchange,
  { config }: RespondDeps,
): Promise<void> {
  const headers = {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...callers,
    ...(type !== undefined && { 'content-type': type }),
    'content-length': bytes.length,
    ...gatewayHeaders(exchange, true),
  }
  return endWhole(exchange, status ?? answered, headers, bytes, config.slowReaderTimeoutMs)
}

/**
 * Ends a reply that began as an event stream with status 200, because the caller was sent pings while it waited. An answer
 * is turned into the stream that the caller asked for. A refusal becomes an error event, with the provider's own message if
 * there is one.
 */
async function endPinged({ asEvents }: Sendable, attempt: Attempt, { config }: RespondDeps): Promise<void> {
  const { exchange } = attempt
  const events = asEvents()
  if (!events) throw upstreamError(attempt, 'upstream_truncated')
  exchange.responseBytes += events.bytes.length
  if (events.isAnswer) return await endStream(exchange, events.bytes, config.slowReaderTimeoutMs)
  exchange.outcome = 'upstream-failed'
  breakOff(exchange, events.bytes, config.slowReaderTimeoutMs)
}
