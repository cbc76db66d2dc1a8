import type { Framing } from '../bytes/framing.ts'
import type { Answer } from '../bytes/relay.ts'
import type { Exchange } from '../exchange.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import { respondBuffered } from './respond-buffered.ts'
import type { RespondDeps } from './respond-deps.ts'
import { respondStream } from './respond-stream.ts'

/**
 * Passes the answer on, byte for byte, and reads its tee. Resolves when the caller has it all; rejects with
 * `upstream_truncated`, or with what aborted the exchange.
 */
export function respond(answer: Answer, exchange: Exchange, deps: RespondDeps): Promise<void> {
  exchange.upstreamRequestId = requestIdOf(answer, deps.secret)
  const framing = framingOf(answer, exchange)
  return framing ? respondStream(answer, framing, exchange, deps) : respondBuffered(answer, exchange, deps)
}

function framingOf({ status, headers }: Answer, { protocol, facts }: Exchange): Framing | undefined {
  if (status >= 300) return undefined
  return protocol.framingOf(String(headers['content-type'] ?? ''), facts?.stream ?? false)
}

/** The provider's own name for the request, for its support; never its key, where it repeats that. */
function requestIdOf({ headers }: Answer, secret: SecretFilter | undefined): string | undefined {
  const id = headers['x-request-id'] ?? headers['request-id']
  if (typeof id !== 'string' || secret?.isIn(id) === true) return undefined
  return id.slice(0, 128)
}
