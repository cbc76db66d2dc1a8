import type { WireFormat } from '../contract/chat.ts'
import { protocolOf } from '../protocols/index.ts'
import type { RequestFacts } from '../protocols/wire-protocol.ts'
import { countRequest, type DescribedRequest } from '../tokens/describe-request.ts'
import type { Encoding } from '../tokens/encoding.ts'
import type { Encodings } from '../tokens/encodings.ts'
import type { LargeBodies } from '../tokens/large-bodies.ts'
import { familyOf } from '../tokens/model-family.ts'

export interface DecodedRequest extends DescribedRequest {
  /** The body again: a large one was lent to a worker and is another object now. */
  readonly body: Buffer
  /** The encoding that counts what the answer says. */
  readonly encoding: Encoding
}

/** Longer bodies would block the main thread for more than a few milliseconds. */
const largeBytes = 256 * 1024

export interface DecodeDeps {
  readonly encodings: Encodings
  readonly largeBodies: LargeBodies
}

/** What the body asks for, and how many tokens that is. Rejects with `request_invalid` or `overloaded`. */
export async function decode(body: Buffer, format: WireFormat, deps: DecodeDeps): Promise<DecodedRequest> {
  if (body.length > largeBytes) {
    const { described, bytes } = await deps.largeBodies.describe(format, body)
    return { ...described, body: bytes, encoding: await encodingOf(described.facts, deps.encodings) }
  }
  const facts = protocolOf(format).readFacts(body)
  const encoding = await encodingOf(facts, deps.encodings)
  return { facts, body, encoding, inputTokens: countRequest(format, body, facts, encoding) }
}

function encodingOf({ model }: RequestFacts, encodings: Encodings): Promise<Encoding> {
  return encodings.get(familyOf(model).encoding)
}
