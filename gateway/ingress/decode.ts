import type { RequestHead } from '../chat/request-head.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { Encoding } from '../tokens/encoding.ts'
import type { Encodings } from '../tokens/encodings.ts'
import type { DescribedRequest, LargeBodies } from '../tokens/large-bodies.ts'
import { familyOf } from '../tokens/model-family.ts'
import { scaleCount } from '../tokens/request-count.ts'
import type { SmallBodies } from '../tokens/small-bodies.ts'

export interface DecodedRequest extends DescribedRequest {
  /**
   * The body again: a large one was lent to a worker and is another object now. Empty once it is on its way, so that
   * nobody keeps it for as long as the answer takes.
   */
  body: Buffer
  /** Exact for models whose tokenizer is known, else an estimate by what was learned of the model. */
  readonly inputTokens: number
  /** The encoding that counts what the answer says, and how many tokens the model makes of one of its. */
  readonly encoding: Encoding
  readonly ratio: number
}

export interface DecodeDeps {
  readonly encodings: Encodings
  readonly smallBodies: SmallBodies
  readonly largeBodies: LargeBodies
  readonly estimates: Pick<Estimates, 'ratioOf'>
}

/** What the request asks for, and how many tokens that is. Rejects with `request_invalid` or `overloaded`. */
export async function decode(
  body: Buffer,
  head: RequestHead,
  format: string,
  deps: DecodeDeps,
): Promise<DecodedRequest> {
  const isSmall = body.length <= deps.smallBodies.limitBytes()
  const { described, bytes } = await (isSmall ? deps.smallBodies : deps.largeBodies).describe(
    format,
    head,
    body,
  )
  const { model } = described.facts
  const encoding = await deps.encodings.get(familyOf(model).encoding)
  const ratio = deps.estimates.ratioOf(model)
  return { ...described, ratio, inputTokens: scaleCount(described.counted, ratio), body: bytes, encoding }
}
