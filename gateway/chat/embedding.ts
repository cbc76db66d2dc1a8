// What the two ends of a format of embeddings do so that a request of one can be answered by a provider of another. It is what
// `translation.ts` is for conversations: neither can be translated into the other. Pure.
import type { JsonRecord } from '../bytes/json-value.ts'
import type { UpstreamFailure } from './answer-part.ts'
import type { Receipt } from './receipt.ts'
import type { ParsedRequest, TranslationTarget, WrittenRequest } from './translation.ts'

/** A request for vectors as all formats share it. */
export interface EmbeddingRequest {
  /** Each of them becomes a vector. There is at least one. */
  readonly texts: readonly string[]
  /** How many numbers a vector is to have. Undefined if the caller leaves it to the model. */
  readonly dimensions?: number | undefined
  /** Says how the caller's format writes the answer, where it can do so in several ways. Only its own writer reads it. */
  readonly answerForm?: string | undefined
}

export type Vector = readonly number[]

/** What the writer of an answer needs to know besides the vectors. */
export interface EmbeddingHead {
  /** The model as the caller named it. */
  readonly model: string
  /** What the provider reported, or else the gateway's own count. */
  readonly inputTokens: number
  readonly answerForm: EmbeddingRequest['answerForm']
}

/** The clients' side of a format. */
export interface CallerEmbedding {
  /**
   * Reads a request. Every member is read, or is in the receipt, unless it changes nothing at its default. Throws GatewayError
   * `request_invalid` where the shape is not the format's, or where nothing but a text would do and it is something else.
   */
  readRequest(request: ParsedRequest, receipt: Receipt): EmbeddingRequest
  /** `vectors` are in the order of the texts. */
  writeAnswer(vectors: readonly Vector[], head: EmbeddingHead): JsonRecord
  /** The body that tells the caller what a provider of another format said. */
  failureBody(failure: UpstreamFailure & { readonly status: number }, requestId: string): JsonRecord
}

/** The servers' side of a format. */
export interface ProviderEmbedding {
  /** Throws GatewayError `request_invalid` if the format cannot take that many texts at once. */
  writeRequest(request: EmbeddingRequest, target: TranslationTarget): WrittenRequest
  /** The vectors in the order of the texts. Undefined if the answer has none, or has something else in their place. */
  readAnswer(answer: unknown): readonly Vector[] | undefined
  /** Reads the body of a refusal. Undefined if it is none of the format. */
  readFailure(body: unknown): UpstreamFailure | undefined
}

/** The elements as vectors. Undefined if one of them is not a list of numbers. */
export function vectorsOf(elements: readonly unknown[]): readonly Vector[] | undefined {
  return elements.every(isVector) ? elements : undefined
}

function isVector(value: unknown): value is Vector {
  return Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'number')
}
