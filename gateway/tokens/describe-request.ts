import type { WireFormat } from '../contract/chat.ts'
import { protocolOf } from '../protocols/index.ts'
import { isRecord } from '../protocols/json-value.ts'
import type { RequestFacts } from '../protocols/wire-protocol.ts'
import type { Encoding } from './encoding.ts'
import { familyOf } from './model-family.ts'

export interface DescribedRequest {
  readonly facts: RequestFacts
  /** Exact for models whose tokenizer is known, else an estimate a little high. */
  readonly inputTokens: number
}

/** Tokens of a whole body that has been read before, `encoding` being its model's. */
export function countRequest(
  format: WireFormat,
  bytes: Uint8Array,
  facts: RequestFacts,
  encoding: Encoding,
): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const body: unknown = JSON.parse(text)
  const counted = isRecord(body) ? protocolOf(format).countInput(body, encoding) : 0
  return Math.ceil(counted * familyOf(facts.model).ratio)
}
