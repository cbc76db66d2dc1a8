import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { ScannedObject } from '../bytes/json-scan.ts'
import { type RequestFacts, scanRequest } from '../chat/request-facts.ts'
import { headOf, type RequestHead } from '../chat/request-head.ts'
import type { Exchange } from '../exchange.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import type { LargeBodies } from '../tokens/large-bodies.ts'
import type { SmallBodies } from '../tokens/small-bodies.ts'
import type { Translation } from '../translation/translation.ts'
import { type ReadBodyDeps, readBody } from './read-body.ts'

/** A request whose body was read. Nothing is counted yet. */
export interface ReadRequest {
  readonly facts: RequestFacts
  /**
   * A large body is lent to a worker while the worker counts it, and is another Buffer object after that. Empty once the
   * body is being sent, so that it is not kept in memory until the answer ends.
   */
  body: Buffer
  /** The members of a small body. Undefined for a large body, which is scanned in the worker that counts it. */
  readonly scanned: ScannedObject | undefined
  /** Translates the answer. Undefined if the request goes to a provider of its own format. */
  readonly translation?: Translation
}

export interface ReadRequestDeps extends ReadBodyDeps {
  readonly bytesInFlight: BytesInFlight
  readonly smallBodies: SmallBodies
  readonly largeBodies: LargeBodies
}

/** Reads the body and what it asks for. Rejects with `request_invalid`, `overloaded`, or as `readBody` does. */
export async function readRequest(exchange: Exchange, deps: ReadRequestDeps): Promise<ReadRequest> {
  const body = await readBody(exchange, deps)
  exchange.requestBytes = body.length
  const request = await understand(exchange.format, headOf(exchange.request), body, deps)
  exchange.facts = request.facts
  return request
}

export async function understand(
  format: WireFormat,
  head: RequestHead,
  body: Buffer,
  { smallBodies, largeBodies }: Pick<ReadRequestDeps, 'smallBodies' | 'largeBodies'>,
): Promise<ReadRequest> {
  if (body.length > smallBodies.limitBytes()) {
    const { facts, bytes } = await largeBodies.read(format, head, body)
    return { facts, body: bytes, scanned: undefined }
  }
  const scanned = scanRequest(body)
  const facts = formats[format].caller.readFacts({ head, bytes: body, body: scanned })
  return { facts, body, scanned }
}
