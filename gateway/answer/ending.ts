// Every way in which a reply ends, and the one place that knows whether it is still open: whatever goes wrong, and
// whenever, nothing is written to a reply that has ended or whose caller is gone.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { guarded } from '../guarded.ts'
import { bodyLimitBytes } from '../ingress/read-body.ts'
import { watchSlowReader } from './slow-reader.ts'

/**
 * `unsent`: the headers are still open. `open`: the headers have left, more may be written. `ended`: everything was handed
 * over, though the caller may not have read it yet. `gone`: the connection is no more.
 */
export type ReplyState = 'unsent' | 'open' | 'ended' | 'gone'

export function stateOf(reply: ServerResponse): ReplyState {
  if (reply.destroyed) return 'gone'
  if (reply.writableEnded) return 'ended'
  return reply.headersSent ? 'open' : 'unsent'
}

/** True: the system has every byte, or nobody is there to have them. */
export function isDelivered(reply: ServerResponse): boolean {
  return reply.writableFinished || reply.destroyed
}

/** A whole answer. Resolves when the system has all of it; rejects with what aborted the exchange. */
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

/** The end of a stream, with its last bytes. Resolves when the system has it; rejects with what aborted the exchange. */
export function endStream(
  exchange: Exchange,
  lastBytes: Uint8Array | string,
  slowReaderTimeoutMs: number,
): Promise<void> {
  expectState(exchange, 'open')
  return end(exchange, lastBytes, slowReaderTimeoutMs)
}

/** A last event and a cut connection, so that the stream never looks complete. */
export function breakOff(exchange: Exchange, event: Uint8Array | string, slowReaderTimeoutMs: number): void {
  const { reply } = exchange
  expectState(exchange, 'open')
  reply.setTimeout(slowReaderTimeoutMs)
  reply.write(
    event,
    exchange.scope.guard(() => reply.socket?.destroySoon()),
  )
}

/** With `connection: close`, the rest of the request is dropped as it comes, and only then the connection ends. */
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

function expectState({ reply, scope }: Exchange, wanted: ReplyState): void {
  const state = stateOf(reply)
  if (state === wanted) return
  if (scope.reason) throw scope.reason
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

/** To close on bytes that nobody reads is to reset the connection, which may cost the caller the answer. */
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
