import type { JsonRecord } from '../bytes/json-value.ts'
import { inputTokens, type TokenCounts } from '../contract/chat.ts'
import type { UpstreamFailure } from './answer-part.ts'
import type { CallerEmbedding, EmbeddingRequest, ProviderEmbedding } from './embedding.ts'

/** What was asked, as far as the answer depends on it. Plain data, because long answers are translated in a worker. */
export interface VectorsAsked {
  /** The model as the caller named it. */
  readonly model: string
  /** How many vectors were asked for. */
  readonly texts: number
  readonly answerForm: EmbeddingRequest['answerForm']
  /** The gateway's own count of the input. */
  readonly inputTokens: number
}

export type TranslatedVectors =
  | { readonly type: 'written'; readonly body: JsonRecord }
  | { readonly type: 'failed'; readonly failure: UpstreamFailure }

/**
 * A provider's answer in the caller's format. `tokens` are those that it reports. It fails if the vectors are not as many as
 * the texts, because nobody could tell then which vector belongs to which text.
 */
export function translateVectors(
  answer: unknown,
  tokens: TokenCounts | undefined,
  { caller, provider }: { readonly caller: CallerEmbedding; readonly provider: ProviderEmbedding },
  asked: VectorsAsked,
): TranslatedVectors {
  const { answerForm, model, texts } = asked
  const vectors = provider.readAnswer(answer)
  if (!vectors) return failed(provider.readFailure(answer) ?? { message: 'The answer has no vectors.' })
  if (vectors.length !== texts)
    return failed({ message: `The answer has ${vectors.length} vectors for ${texts} texts.` })
  const head = { model, answerForm, inputTokens: tokens ? inputTokens(tokens) : asked.inputTokens }
  return { type: 'written', body: caller.writeAnswer(vectors, head) }
}

function failed(failure: UpstreamFailure): TranslatedVectors {
  return { type: 'failed', failure }
}
