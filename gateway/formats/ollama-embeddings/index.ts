import type { Format } from '../format.ts'
import { ollamaEmbeddingsCaller } from './caller.ts'
import { ollamaEmbeddingsProvider } from './provider.ts'

export const ollamaEmbeddings: Format = {
  caller: ollamaEmbeddingsCaller,
  provider: ollamaEmbeddingsProvider,
}
