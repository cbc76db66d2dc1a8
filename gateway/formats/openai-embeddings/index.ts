import type { Format } from '../format.ts'
import { openAiEmbeddingsCaller } from './caller.ts'
import { openAiEmbeddingsProvider } from './provider.ts'

export const openAiEmbeddings: Format = {
  caller: openAiEmbeddingsCaller,
  provider: openAiEmbeddingsProvider,
}
