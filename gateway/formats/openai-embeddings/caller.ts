// The clients' side of embeddings: https://platform.openai.com/docs/api-reference/embeddings/create

import { invalid, readModel, readTerms, wideBytesOf } from '../../chat/request-facts.ts'
import type { CallerFormat } from '../format.ts'
import { openAiChatCaller } from '../openai-chat/caller.ts'
import { callerOfWholeAnswers, factsOfVectors } from '../whole-answers.ts'
import { openAiEmbeddingsCallerEmbedding } from './caller-embedding.ts'

const { baseUrl, errorBody, limitHeaders, modelList, modelEntry } = openAiChatCaller

export const openAiEmbeddingsCaller: CallerFormat = {
  ...callerOfWholeAnswers,
  title: 'embeddings',
  // Some clients take a base URL that ends in /v1, and others add /v1 themselves.
  routes: [
    { method: 'POST', path: '/v1/embeddings', purpose: 'answer' },
    { method: 'POST', path: '/embeddings', purpose: 'answer' },
  ],
  recognises: ({ path }) => /^(\/v1)?\/embeddings$/.test(path),
  baseUrl,

  readFacts({ bytes, body }) {
    const kind = body.members.get('input')?.kind
    if (kind !== 'string' && kind !== 'array') throw invalid('"input" must be a string or an array.')
    return {
      ...factsOfVectors,
      ...readModel(bytes, body),
      terms: readTerms(bytes, body),
      wideBytes: wideBytesOf(bytes),
    }
  },

  embedding: openAiEmbeddingsCallerEmbedding,
  errorBody,
  limitHeaders,
  modelList,
  modelEntry,
}
