// All ways in which a reply can end, and the state that it is in. Nothing is ever written to a reply that has ended or whose
// caller has left.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { guarded } from '../guarded.ts'
import { bodyLimitBytes } from '../ingress/read-body.ts'
import { watchSlowReader } from './slow-reader.ts'

/**
 * `unsent`: the headers can still be set. `open`: the headers were sent, and more may be written. `ended`: everything was
 * handed to the operating system, but the caller may not have read it yet. `gone`: the connection is closed.
 */
export type ReplyState = 'unsent' | 'open' | 'ended' | 'gone'

/** False if the caller was told of an error, after which its connection is closed as soon as the system has taken that. */
export function takesMore({ error, reply }: Exchange): boolean {
  return error === undefined && stateOf(reply) === 'open'
}

export function stateOf(reply: ServerResponse): ReplyState {
  if (reply.destroyed) return 'gone'
  if (reply.writableEnded) return 'ended'
  return reply.headersSent ? 'open' : 'unsent'
}

/** True if the operating system has taken every byte, or the connection is closed. */
export function isDelivered(reply: ServerResponse): boolean {
  return reply.writableFinished || reply.destroyed
}

/**
 * Sends a whole answer. Resolves when the system has taken all of it. Rejects with the reason if the exchange is cancelled.
 */
export function endWhole(
  exchange: Exchange,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array,
  slowReaderTimeoutMs: number,
): Promise<void> {
  expectState(exchange, 'unsent')
  exchange.reply.writeHead(status, headers)
  return end(exchange, body, slowReaderTimeoutMs)
}

/**
 * Ends a stream with its last bytes. Resolves when the system has taken them. Rejects with the reason if the exchange is
 * cancelled.
 */
export function endStream(
  exchange: Exchange,
  lastBytes: Uint8Array | string,
  slowReaderTimeoutMs: number,
): Promise<void> {
  if (exchange.error) throw exchange.error
  expectState(exchange, 'open')
  return end(exchange, lastBytes, slowReaderTimeoutMs)
}

/**
 * Writes a last event and then closes the connection without ending the stream, so that the stream does not look complete.
 */
export function breakOff(exchange: Exchange, event: Uint8Array | string, slowReaderTimeoutMs: number): void {
  const { reply } = exchange
  expectState(exchange, 'open')
  reply.setTimeout(slowReaderTimeoutMs)
  reply.write(
    event,
    exchange.scope.guard(() => reply.socket?.destroySoon()),
  )
}

/**
 * Sends a JSON answer. With `connection: close`, the rest of the request's body is read and dropped, and the connection is
 * closed after that.
 */
export function sendJson(
  reply: ServerResponse,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders,
): void {
  if (stateOf(reply) !== 'unsent') return
  reply.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  if (headers.connection !== 'close' || body === '') return void reply.end(body)
  reply.write(body)
  dropRest(reply)
}

function expectState({ error, reply, scope }: Exchange, wanted: ReplyState): void {
  const state = stateOf(reply)
  if (state === wanted) return
  if (scope.reason) throw scope.reason
  if (error) throw error
  if (state === 'gone') throw new GatewayError('client_gone')
  throw new Error(`The reply is ${state}, not ${wanted}`)
}

function end(exchange: Exchange, bytes: Uint8Array | string, slowReaderTimeoutMs: number): Promise<void> {
  const { reply } = exchange
  return new Promise((resolve, reject) => {
    exchange.scope.onCancel(reject)
    reply.end(
      bytes,
      exchange.scope.guard(() => resolve()),
    )
    watchSlowReader(reply, slowReaderTimeoutMs)
  })
}

const dropAtMostMs = 2000

/**
 * Reads and drops the rest of the request. Closing a connection while received bytes are unread resets it, and a reset can
 * make the caller lose the answer.
 */
function dropRest(reply: ServerResponse): void {
  const { req: request } = reply
  const guard = <Given extends readonly unknown[]>(listener: (...given: Given) => void) =>
    guarded(() => void reply.destroy(), listener)
  const timer = setTimeout(
    guard(() => reply.destroy()),
    dropAtMostMs,
  )
  reply.once(
    'close',
    guard(() => clearTimeout(timer)),
  )
  let droppedBytes = 0
  request.on(
    'data',
    guard((chunk: Buffer) => {
      droppedBytes += chunk.length
      if (droppedBytes > bodyLimitBytes) reply.destroy()
    }),
  )
  request.once(
    'end',
    guard(() => reply.end()),
  )
  request.resume()
}
