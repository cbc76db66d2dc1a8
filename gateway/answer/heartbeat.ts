import type { Exchange } from '../exchange.ts'
import { stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/**
 * Sends a ping to a streaming caller whenever it got no bytes for a whole interval. The first ping sends the headers with
 * status 200, so later failures have to be told as events. A ping never falls inside an event, because everything else is
 * written in whole events.
 */
export function startHeartbeat(exchange: Exchange, intervalMs: number): { stop(): void } {
  const { reply, caller } = exchange
  let seenBytes = -1
  const ping = exchange.scope.guard(() => {
    const state = stateOf(reply)
    const silent = exchange.responseBytes === seenBytes || state === 'unsent'
    seenBytes = exchange.responseBytes
    if (!silent || exchange.error || state === 'ended' || state === 'gone' || reply.writableNeedDrain) return
    if (state === 'unsent') {
      reply.writeHead(200, {
        'content-type': caller.streamType,
        'cache-control': 'no-cache',
        ...gatewayHeaders(exchange, false),
      })
    }
    reply.write(caller.ping)
  })
  const timer = setInterval(ping, intervalMs)
  return { stop: () => clearInterval(timer) }
}
