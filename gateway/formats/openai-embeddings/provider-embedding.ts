// Lets callers of other formats use providers of this one: https://platform.openai.com/docs/api-reference/embeddings/object

import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { type ProviderEmbedding, type Vector, vectorsOf } from '../../chat/embedding.ts'
import { readFailure } from '../openai-chat/read-failure.ts'
import { fromBase64 } from './base64-vector.ts'

export const openAiEmbeddingsProviderEmbedding: ProviderEmbedding = {
  writeRequest({ dimensions, texts }, { model }) {
    const body = { model, input: texts, ...(dimensions !== undefined && { dimensions }) }
    return { path: '/v1/embeddings', query: '', body }
  },
  readAnswer(answer) {
    if (!isRecord(answer) || !Array.isArray(answer.data)) return undefined
    return vectorsOf(inOrder(answer.data).map(vectorIn))
  },
  readFailure,
}

/** Nobody promises that the list is in the order of the texts, so the numbers decide where all are there. */
function inOrder(data: readonly unknown[]): readonly unknown[] {
  const ordered: unknown[] = []
  for (const element of data) {
    const index = isRecord(element) ? element.index : undefined
    if (typeof index !== 'number' || !(index in data) || index in ordered) return data
    ordered[index] = element
  }
  return ordered
}

/** Some servers write base64 without being asked to. */
function vectorIn(element: unknown): Vector | unknown {
  const { embedding }: JsonRecord = isRecord(element) ? element : {}
  return typeof embedding === 'string' ? fromBase64(embedding) : embedding
}
