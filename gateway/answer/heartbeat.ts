import type { Exchange } from '../exchange.ts'
import { stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/**
 * Pings a streaming caller that hears nothing. The first ping opens the answer with 200: from then on, failures are
 * events. Everything else is written in whole events, so every moment is a boundary.
 */
export function startHeartbeat(exchange: Exchange, intervalMs: number): { stop(): void } {
  const { reply, caller } = exchange
  let seenBytes = -1
  const ping = exchange.scope.guard(() => {
    const state = stateOf(reply)
    const silent = exchange.responseBytes === seenBytes || state === 'unsent'
    seenBytes = exchange.responseBytes
    if (!silent || state === 'ended' || state === 'gone' || reply.writableNeedDrain) return
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
