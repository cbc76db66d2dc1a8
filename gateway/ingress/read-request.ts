import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { ScannedObject } from '../bytes/json-scan.ts'
import { type RequestFacts, scanRequest } from '../chat/request-facts.ts'
import { headOf, type RequestHead } from '../chat/request-head.ts'
import type { Exchange } from '../exchange.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import type { LargeBodies } from '../tokens/large-bodies.ts'
import type { SmallBodies } from '../tokens/small-bodies.ts'
import { type ReadBodyDeps, readBody } from './read-body.ts'

/** A request whose body is here, and of which nothing was counted yet. */
export interface ReadRequest {
  readonly facts: RequestFacts
  /**
   * A large one is lent to a worker while that counts, and is another object after it. Empty once it is on its way, so
   * that nobody keeps it for as long as the answer takes.
   */
  body: Buffer
  /** Of a small body; undefined: a large one is scanned where it is counted. */
  readonly scanned: ScannedObject | undefined
}

export interface ReadRequestDeps extends ReadBodyDeps {
  readonly bytesInFlight: BytesInFlight
  readonly smallBodies: SmallBodies
  readonly largeBodies: LargeBodies
}

/** The body, and what it asks for. Rejects with `request_invalid`, `overloaded`, or as `readBody` does. */
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
