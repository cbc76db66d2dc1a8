import type { Frame } from '../bytes/framing.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerUsage, UpstreamFailure } from '../chat/answer-part.ts'
import type { Receipt } from '../chat/receipt.ts'
import type { AnswerEncoder } from '../chat/translation.ts'
import type { TokenCounts } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { VectorsJob } from '../tokens/large-answers.ts'
import type { ToldFailure } from './told-failures.ts'

/** Translates the answer of one attempt from the provider's format to the caller's, whatever kind of answer it is. */
export interface Translation {
  readonly receipt: Receipt
  /** Whether the caller is told of the receipt in a header. */
  readonly showsReceipt: boolean
  /** Headers that the request needs beside its body. */
  readonly headers: Readonly<Record<string, string>>
  /** The gateway's count of the request. To be set before the answer comes. */
  inputTokens: number
  /** A whole answer in the caller's format. Throws `upstream_failed`. */
  whole(answer: unknown, usage: AnswerUsage): JsonRecord
  /** What a worker needs to do the same with a long answer. Undefined if answers of the kind are translated here. */
  workerJob(): VectorsJob | undefined
  /** Makes the error for a failure that stands in the answer, and remembers the failure. */
  raise(failure: UpstreamFailure): GatewayError
  /** What the caller is told of a refusal, and with which status. */
  failure(status: number, body: unknown): ToldFailure
  /**
   * The same of a failure that the provider reported within its answer. Undefined if there was none, or if nothing says which
   * status fits it.
   */
  failureWithin(): ToldFailure | undefined
  /** What the provider said when it refused or failed. Undefined if it did neither. */
  readonly reported: UpstreamFailure | undefined
  /** Undefined if answers of the kind always come whole. */
  readonly stream: StreamTranslation | undefined
}

export interface StreamTranslation {
  /** The text of the answer so far. Undefined if another target may not go on with it. */
  readonly said: string | undefined
  /** What writes the stream, for another target that goes on with it. */
  readonly encoder: AnswerEncoder
  /** What the attempt used whose answer this one goes on with. To be set before the end. */
  tokensBefore: TokenCounts | undefined
  /** The caller's events for a frame of the provider's stream. Throws `upstream_failed` if the provider reports a failure. */
  frame(frame: Frame): string
  /** The events that end the stream. Throws as `frame` does. */
  end(usage: AnswerUsage): string
  /** The events that end the stream because a budget has nothing left for a longer answer. */
  cut(usage: AnswerUsage): string
  /** A whole answer as the stream that the caller asked for. Throws `upstream_failed`. */
  wholeAsEvents(answer: unknown, usage: AnswerUsage): string
}
