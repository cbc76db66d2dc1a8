// The clients' side of embeddings of content: https://ai.google.dev/api/embeddings

import type { CallerFormat, FormatRoute } from '../format.ts'
import { geminiGenerateCaller } from '../gemini-generate/caller.ts'
import { embeddingActions, namesEmbedding } from '../gemini-generate/request.ts'
import { callerOfWholeAnswers } from '../whole-answers.ts'
import { geminiEmbedCallerEmbedding } from './caller-embedding.ts'
import { readFacts } from './request.ts'

const { baseUrl, errorBody, limitHeaders, modelList, modelEntry } = geminiGenerateCaller

export const geminiEmbedCaller: CallerFormat = {
  ...callerOfWholeAnswers,
  title: 'embedded content',
  routes: embeddingActions.flatMap(action =>
    ['/v1beta', '/v1'].map(
      (version): FormatRoute => ({
        method: 'POST',
        path: `${version}/models/*:${action}`,
        purpose: 'answer',
      }),
    ),
  ),
  recognises: namesEmbedding,
  baseUrl,
  readFacts,
  embedding: geminiEmbedCallerEmbedding,
  errorBody,
  limitHeaders,
  modelList,
  modelEntry,
}
