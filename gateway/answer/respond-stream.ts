import type { OutgoingHttpHeaders } from 'node:http'
import type { Attempt } from '../attempts/attempt.ts'
import type { StreamReader } from '../attempts/stream-reader.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import type { Answer } from '../bytes/relay.ts'
import { type AnswerCopy, copyLimitBytes } from '../cache/answer-copy.ts'
import type { Exchange } from '../exchange.ts'
import { createStreamRedactor } from '../redaction/stream-redactor.ts'
import { endStream, stateOf, takesMore } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'

/**
 * Sends an answer's events to the caller as they come, byte for byte. Only whole events are sent, so that a ping or an error
 * event can be put in at any moment. The only event that may be left out is the usage that the caller did not ask for.
 */
export async function respondStream(
  answer: Answer,
  reader: StreamReader,
  attempt: Attempt,
  deps: RespondDeps,
): Promise<void> {
  const { exchange } = attempt
  const { reply } = exchange
  if (exchange.copy || !reply.headersSent) {
    const headers = callerHeaders(answer.headers, deps.secret)
    if (attempt.translation) headers['content-type'] = exchange.caller.streamType
    if (exchange.copy) beginCopy(exchange.copy, answer.status, headers, exchange)
    if (stateOf(reply) === 'unsent')
      reply.writeHead(answer.status, { ...headers, ...gatewayHeaders(exchange, false) })
  }
  await forward(answer, reader, attempt, deps)
  const { how } = reader
  if (how === 'cut') exchange.outcome = 'cut'
  if (how === 'refused') exchange.outcome = 'upstream-failed'
  await whenCounted(attempt)
  const settlement = deps.close(how)
  exchange.copy?.finish({ cost: settlement?.cost })
  await endStream(exchange, '', deps.config.slowReaderTimeoutMs)
}

/**
 * Resolves when the provider ends the stream properly, or when a budget cuts the answer. Rejects if the answer breaks off,
 * even if the provider closed the connection in an orderly way.
 */
function forward(answer: Answer, reader: StreamReader, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const flow = flowToCaller(answer, attempt, deps)
  const { exchange } = attempt
  return new Promise((resolve, reject) => {
    reader.flowTo({
      write: flow.write,
      // The reader calls `end` once and does not call `fail` after it, so an error in here has to reject the promise.
      end() {
        try {
          resolve(flow.end())
        } catch (error) {
          reject(error)
        }
      },
      fail(reason) {
        const end = () => reject(reason)
        try {
          const sent = flow.end()
          if (sent) sent.then(end, end)
          else end()
        } catch {
          end()
        }
      },
    })
    // Node keeps the headers back until the first bytes are written. If there were none yet, the headers are sent now.
    if (exchange.responseBytes === 0 && takesMore(exchange)) exchange.reply.flushHeaders()
  })
}

/**
 * If the caller reads slowly, the provider is paused. If the caller takes nothing for too long, its connection is closed.
 */
function flowToCaller(answer: Answer, attempt: Attempt, { config, secret, readingPace }: RespondDeps) {
  const { body } = answer
  const { exchange, silence } = attempt
  const { scope } = exchange
  const redactor = createStreamRedactor(secret, readingPace)
  const fail = (error: unknown) => scope.fail(error)
  /** Pending while a long event is being searched for the key and sent. Never rejects. */
  let searching: Promise<void> | undefined
  const { resume, send } = pacing(answer, attempt, config, () => searching !== undefined)
  const sendSearched = async (searched: Promise<Uint8Array>) => {
    silence.paused = true
    body.pause()
    const bytes = await searched
    silence.paused = false
    if (!scope.reason && isWanted(exchange)) send(bytes)
  }
  const flush = () => {
    if (isWanted(exchange)) send(redactor.end())
  }
  const pass = (bytes: Uint8Array): Promise<void> | undefined => {
    const passed = redactor.push(bytes)
    if (passed instanceof Promise) return sendSearched(passed)
    send(passed)
    return undefined
  }
  /** Makes events that come in the meantime wait until `passing` is done. */
  const wait = (passing: Promise<void>) => {
    const over = () => {
      if (searching !== mine) return
      searching = undefined
      if (!silence.paused) resume()
    }
    const mine = passing.then(over).catch(fail)
    searching = mine
  }
  return {
    write(bytes: Uint8Array): void {
      const passing = searching ? searching.then(() => pass(bytes)) : pass(bytes)
      if (passing) wait(passing)
    },
    /**
     * Sends the bytes that were kept back because a key might begin in them: no more will come that could complete it.
     * Undefined if they are sent already. A cancelled exchange does not wait for the search.
     */
    end(): Promise<void> | undefined {
      if (searching && !scope.reason) return searching.then(flush)
      flush()
      return undefined
    },
  }
}

/** False if the caller cannot take more at the moment. */
function sendTo(exchange: Exchange, bytes: Uint8Array): boolean {
  const { copy, reply } = exchange
  exchange.responseBytes += bytes.length
  copy?.add(bytes)
  // The caller may have left, or have been stopped, while others wait for its answer.
  return !takesMore(exchange) || reply.write(bytes)
}

/** Sends bytes, and pauses the provider while the caller cannot take more. */
function pacing(
  { body }: Answer,
  { exchange, silence }: Attempt,
  { slowReaderTimeoutMs }: RespondDeps['config'],
  isSearching: () => boolean,
) {
  const { copy, reply, scope } = exchange
  const resume = () => {
    silence.paused = false
    body.resume()
  }
  if (copy)
    copy.onAwaited = scope.guard(() => {
      if (silence.paused && !isSearching()) resume()
    })
  reply.on(
    'drain',
    scope.guard(() => {
      reply.setTimeout(0)
      if (!isSearching()) resume()
    }),
  )
  const send = (bytes: Uint8Array) => {
    if (bytes.length === 0) return
    const takes = sendTo(exchange, bytes)
    if (takes || silence.paused) return
    reply.setTimeout(slowReaderTimeoutMs)
    if (mayRunAhead(exchange)) return
    silence.paused = true
    body.pause()
  }
  return { resume, send }
}

function beginCopy(
  copy: AnswerCopy,
  status: number,
  headers: OutgoingHttpHeaders,
  { lastResort, target }: Exchange,
): void {
  copy.isStream = true
  copy.begin({ status, headers, target, lastResort })
}

/** Whether the caller, or somebody else who waits for its answer, can still be sent something. */
function isWanted(exchange: Exchange): boolean {
  return takesMore(exchange) || exchange.copy?.isAwaited === true
}

/** A caller that reads slowly must not keep others from their answer, as long as not too much has to be kept for it. */
function mayRunAhead({ copy, reply }: Exchange): boolean {
  return copy?.isAwaited === true && reply.writableLength < copyLimitBytes
}
