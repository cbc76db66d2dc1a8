import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { refuse } from './refuse.ts'

/**
 * A person stops a request, and its caller is told. If others wait for its answer, it ends for this caller alone: the provider
 * goes on until the last of them is stopped or leaves.
 */
export function stop(exchange: Exchange, slowReaderTimeoutMs: number): void {
  const reason = new GatewayError('request_stopped')
  if (exchange.copy?.isAwaited) refuse(exchange, reason, slowReaderTimeoutMs)
  exchange.abandon(reason)
}
