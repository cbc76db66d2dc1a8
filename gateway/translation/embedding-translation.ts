import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerUsage } from '../chat/answer-part.ts'
import type { CallerEmbedding, EmbeddingRequest, ProviderEmbedding, Vector } from '../chat/embedding.ts'
import type { Receipt } from '../chat/receipt.ts'
import { inputTokens } from '../contract/chat.ts'
import { type ToldFailure, ToldFailures } from './told-failures.ts'
import type { Translation } from './translation.ts'

export interface EmbeddingPlan {
  readonly caller: CallerEmbedding
  readonly provider: ProviderEmbedding
  /** The id of the provider, for messages. */
  readonly providerId: string
  readonly requestId: string
  /** The model as the caller named it. */
  readonly model: string
  /** How many vectors were asked for. */
  readonly texts: number
  readonly answerForm: EmbeddingRequest['answerForm']
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
    const { answerForm, caller, model } = this.#plan
    return caller.writeAnswer(this.#vectorsIn(answer), {
      model,
      answerForm,
      inputTokens: usage ? inputTokens(usage) : this.inputTokens,
    })
  }

  failure(status: number, body: unknown): ToldFailure {
    return this.#failures.refusal(status, body)
  }

  failureWithin(): ToldFailure | undefined {
    return this.#failures.within()
  }

  /** A vector too few or too many would belong to another text, so the answer fails then. */
  #vectorsIn(answer: unknown): readonly Vector[] {
    const { provider, texts } = this.#plan
    const vectors = provider.readAnswer(answer)
    if (!vectors)
      throw this.#failures.raise(provider.readFailure(answer) ?? { message: 'The answer has no vectors.' })
    if (vectors.length !== texts)
      throw this.#failures.raise({ message: `There were ${texts} texts and came ${vectors.length} vectors.` })
    return vectors
  }
}
