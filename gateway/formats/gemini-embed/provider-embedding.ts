// Lets callers of other formats use providers of this one: https://ai.google.dev/api/embeddings

import { isRecord } from '../../bytes/json-value.ts'
import { type ProviderEmbedding, vectorsOf } from '../../chat/embedding.ts'
import { invalid } from '../../chat/request-facts.ts'
import { readFailure } from '../gemini-generate/read-failure.ts'

/** What a batch may have at most, which its servers say when they refuse more. */
const textsAtMost = 100

export const geminiEmbedProviderEmbedding: ProviderEmbedding = {
  writeRequest({ dimensions, texts }, { model }) {
    if (texts.length > textsAtMost)
      throw invalid(
        `there are ${texts.length} texts, and this provider takes at most ${textsAtMost} in a request.`,
      )
    const name = `models/${model}`
    const requests = texts.map(text => ({
      model: name,
      content: { parts: [{ text }] },
      ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    }))
    const at = `/v1beta/models/${encodeURIComponent(model)}`
    const [only, another] = requests
    return only && !another
      ? { path: `${at}:embedContent`, query: '', body: only }
      : { path: `${at}:batchEmbedContents`, query: '', body: { requests } }
  },
  readAnswer(answer) {
    if (!isRecord(answer)) return undefined
    const { embedding, embeddings } = answer
    const list: readonly unknown[] = Array.isArray(embeddings) ? embeddings : [embedding]
    return vectorsOf(list.map(each => (isRecord(each) ? each.values : undefined)))
  },
  readFailure,
}
