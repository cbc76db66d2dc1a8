import { isRecord, type JsonRecord, parseJson } from '../bytes/json-value.ts'
import { invalid } from '../chat/request-facts.ts'
import type { WrittenRequest } from '../chat/translation.ts'
import type { Exchange } from '../exchange.ts'
import type { WireFormat } from '../formats/index.ts'
import { type ReadRequest, type ReadRequestDeps, understand } from '../ingress/read-request.ts'

const nothing = Buffer.alloc(0)

/** Parses the body and forgets its bytes, which are in memory as JSON then. Throws `request_invalid`. */
export function takeBody(request: ReadRequest): JsonRecord {
  const body = parseJson(request.body.toString('utf8'))
  if (!isRecord(body)) throw invalid('The body must be a JSON object.')
  request.body = nothing
  return body
}

/**
 * Reads a request that the gateway has written as if a client of its format had sent it. The bytes that the
 * exchange holds already were those of the caller's body. Rejects with `request_invalid` or `overloaded`.
 */
export async function understandWritten(
  { path, query, body }: WrittenRequest,
  format: WireFormat,
  exchange: Exchange,
  deps: ReadRequestDeps,
): Promise<ReadRequest> {
  const bytes = Buffer.from(JSON.stringify(body))
  await deps.bytesInFlight.take(exchange, Math.max(0, bytes.length - exchange.heldBytes))
  return await understand(format, { path, query, headers: {} }, bytes, deps)
}
