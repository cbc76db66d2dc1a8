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
 * Streams whole events as they come: the same bytes, never half an event, so that a ping or an error event may be put
 * in at any moment. The one event that may be left out is the usage that the caller did not ask for.
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

/** Resolves at the provider's own end, or where the answer is cut; rejects where it breaks off, however politely. */
function forward(answer: Answer, reader: StreamReader, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const flow = flowToCaller(answer, attempt, deps)
  const { exchange } = attempt
  return new Promise((resolve, reject) => {
    reader.flowTo({
      write: flow.write,
      // Nobody is told of the end twice: what fails there has to be said here.
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
    // Node keeps headers back for the first bytes; where none came along, the caller has them now.
    if (exchange.responseBytes === 0) exchange.reply.flushHeaders()
  })
}

/** A caller that reads slowly holds the provider back; one that reads nothing is let go. */
function flowToCaller({ body }: Answer, attempt: Attempt, { config, secret, readingPace }: RespondDeps) {
  const { exchange, silence } = attempt
  const { reply, scope } = exchange
  const redactor = createStreamRedactor(secret, readingPace)
  const fail = (error: unknown) => scope.fail(error)
  /** Settled when the long event that is searched for the key has been sent. Never rejects. */
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
  /** What comes meanwhile waits behind it. */
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
    /** Sends what is still in doubt: no more will come. Undefined: it is sent; what is aborted waits for nothing. */
    end(): Promise<void> | undefined {
      if (searching && !scope.reason) return searching.then(flush)
      flush()
      return undefined
    },
  }
}
