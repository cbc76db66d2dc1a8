// The servers' side of the older endpoint for embeddings:
// https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embedding

import type { ProviderFormat } from '../format.ts'
import { countText } from '../ollama-embed/layout.ts'
import { ollamaEmbedProvider } from '../ollama-embed/provider.ts'
import { inputUsage } from '../whole-answers.ts'

export const ollamaEmbeddingsProvider: ProviderFormat = {
  ...ollamaEmbedProvider,
  requestLayout: { fixedText: 0, lists: {}, members: { prompt: countText }, toolMembers: [], triggers: {} },
  /** An answer has the vector and no count. */
  readAnswer: () => ({ usage: inputUsage(undefined), text: '' }),
}
