import type { Attempt } from '../attempts/attempt.ts'
import type { StreamReader } from '../attempts/stream-reader.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import type { Answer } from '../bytes/relay.ts'
import { createStreamRedactor } from '../redaction/stream-redactor.ts'
import { endStream, stateOf } from './ending.ts'
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
  if (!reply.headersSent) {
    const headers = callerHeaders(answer.headers, deps.secret)
    if (attempt.translation) headers['content-type'] = exchange.caller.streamType
    reply.writeHead(answer.status, { ...headers, ...gatewayHeaders(exchange, false) })
  }
  await forward(answer, reader, attempt, deps)
  const { how } = reader
  if (how === 'cut') exchange.outcome = 'cut'
  if (how === 'refused') exchange.outcome = 'upstream-failed'
  await whenCounted(attempt)
  deps.close(how)
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
    if (exchange.responseBytes === 0) exchange.reply.flushHeaders()
  })
}

/**
 * If the caller reads slowly, the provider is paused. If the caller takes nothing for too long, its connection is closed.
 */
function flowToCaller({ body }: Answer, attempt: Attempt, { config, secret, readingPace }: RespondDeps) {
  const { exchange, silence } = attempt
  const { reply, scope } = exchange
  const redactor = createStreamRedactor(secret, readingPace)
  const fail = (error: unknown) => scope.fail(error)
  /** Pending while a long event is being searched for the key and sent. Never rejects. */
  let searching: Promise<void> | undefined
  const resume = () => {
    silence.paused = false
    body.resume()
  }
  reply.on(
    'drain',
    scope.guard(() => {
      reply.setTimeout(0)
      if (!searching) resume()
    }),
  )
  const send = (bytes: Uint8Array) => {
    if (bytes.length === 0) return
    exchange.responseBytes += bytes.length
    if (reply.write(bytes) || silence.paused) return
    silence.paused = true
    body.pause()
    reply.setTimeout(config.slowReaderTimeoutMs)
  }
  const sendSearched = async (searched: Promise<Uint8Array>) => {
    silence.paused = true
    body.pause()
    const bytes = await searched
    silence.paused = false
    if (!scope.reason && stateOf(reply) === 'open') send(bytes)
  }
  const flush = () => {
    if (stateOf(reply) === 'open') send(redactor.end())
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
