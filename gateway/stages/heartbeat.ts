import type { Exchange } from '../exchange.ts'
import { gatewayHeaders } from './gateway-headers.ts'

export const eventStream = 'text/event-stream'

/**
 * Pings a streaming caller that hears nothing. The first ping opens the answer with 200: from then on, failures are
 * events. Everything else is written in whole events, so every moment is a boundary.
 */
export function startHeartbeat(exchange: Exchange, intervalMs: number): { stop(): void } {
  const { reply, protocol } = exchange
  let seenBytes = -1
  const timer = setInterval(() => {
    const silent = exchange.responseBytes === seenBytes || !reply.headersSent
    seenBytes = exchange.responseBytes
    if (!silent || reply.writableNeedDrain || reply.writableEnded) return
    if (!reply.headersSent) {
      reply.writeHead(200, {
        'content-type': `${eventStream}; charset=utf-8`,
        'cache-control': 'no-cache',
        ...gatewayHeaders(exchange, false),
      })
    }
    reply.write(protocol.ping)
  }, intervalMs)
  return { stop: () => clearInterval(timer) }
}
