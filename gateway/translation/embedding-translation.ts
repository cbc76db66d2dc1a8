import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerUsage, UpstreamFailure } from '../chat/answer-part.ts'
import type { CallerEmbedding, ProviderEmbedding } from '../chat/embedding.ts'
import type { Receipt } from '../chat/receipt.ts'
import { translateVectors, type VectorsAsked } from '../chat/translate-vectors.ts'
import type { GatewayError } from '../errors.ts'
import type { VectorsJob } from '../tokens/large-answers.ts'
import { type ToldFailure, ToldFailures } from './told-failures.ts'
import type { Translation } from './translation.ts'

export interface EmbeddingPlan {
  readonly caller: CallerEmbedding
  /** The name of the caller's format. */
  readonly callerFormat: string
  readonly provider: ProviderEmbedding
  /** The id of the provider, for messages. */
  readonly providerId: string
  readonly requestId: string
  readonly asked: Omit<VectorsAsked, 'inputTokens'>
  readonly receipt: Receipt
  readonly showsReceipt: boolean
}

/** Translates vectors from the provider's format to the caller's. They always come whole. */
export class EmbeddingTranslation implements Translation {
  readonly receipt: Receipt
  readonly showsReceipt: boolean
  readonly headers = {}
  readonly stream = undefined
  inputTokens = 0
  readonly #plan: EmbeddingPlan
  readonly #failures: ToldFailures

  constructor(plan: EmbeddingPlan) {
    this.#plan = plan
    this.#failures = new ToldFailures(plan)
    this.receipt = plan.receipt
    this.showsReceipt = plan.showsReceipt
  }

  whole(answer: unknown, usage: AnswerUsage): JsonRecord {
    const translated = translateVectors(answer, usage, this.#plan, this.#asked())
    if (translated.type === 'failed') throw this.raise(translated.failure)
    return translated.body
  }

  workerJob(): VectorsJob {
    return { ...this.#asked(), callerFormat: this.#plan.callerFormat }
  }

  raise(failure: UpstreamFailure): GatewayError {
    return this.#failures.raise(failure)
  }

  failure(status: number, body: unknown): ToldFailure {
    return this.#failures.refusal(status, body)
  }

  failureWithin(): ToldFailure | undefined {
    return this.#failures.within()
  }

  get reported(): UpstreamFailure | undefined {
    return this.#failures.reported
  }

  #asked(): VectorsAsked {
    return { ...this.#plan.asked, inputTokens: this.inputTokens }
  }
}
