import { join } from 'node:path'
import type { EmbeddingFiles } from '../../gateway/embeddings/process-contract.ts'

const root = join(import.meta.dirname, '../..')

/** The model's process from the sources, with the real model. */
export const embeddingFiles: EmbeddingFiles = {
  entryPath: join(root, 'gateway/embeddings/embedding-process.ts'),
  modelDir: join(root, 'resources/models/all-MiniLM-L6-v2'),
}
