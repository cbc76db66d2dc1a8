// The servers' side of the older endpoint for embeddings:
// https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embedding

import type { ProviderFormat } from '../format.ts'
import { countText } from '../ollama-embed/layout.ts'
import { ollamaEmbedProvider } from '../ollama-embed/provider.ts'
import { inputUsage, providerOfWholeAnswers } from '../whole-answers.ts'

const { callFor, serving } = ollamaEmbedProvider

export const ollamaEmbeddingsProvider: ProviderFormat = {
  ...providerOfWholeAnswers,
  callFor,
  serving,
  requestLayout: { fixedText: 0, lists: {}, members: { prompt: countText }, toolMembers: [], triggers: {} },
  /** An answer has the vector and no count. */
  readAnswer: () => ({ usage: inputUsage(undefined), text: '' }),
}
