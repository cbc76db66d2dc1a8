// The clients' side of the older endpoint for embeddings, which takes one text:
// https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embedding

import { invalid } from '../../chat/request-facts.ts'
import type { CallerFormat } from '../format.ts'
import { ollamaChatCaller } from '../ollama-chat/caller.ts'
import { readLocalFacts } from '../ollama-chat/request.ts'
import { callerOfWholeAnswers, factsOfVectors } from '../whole-answers.ts'
import { callerEmbedding } from './translation.ts'

/** The members that decide what a request costs or where it goes. */
const readMembers: ReadonlySet<string> = new Set(['model', 'prompt', 'options'])

const { baseUrl, errorBody, limitHeaders, modelList, modelEntry } = ollamaChatCaller

export const ollamaEmbeddingsCaller: CallerFormat = {
  ...callerOfWholeAnswers,
  title: 'local embeddings of one prompt',
  routes: [{ method: 'POST', path: '/api/embeddings', purpose: 'answer' }],
  recognises: ({ path }) => /^\/api\/embeddings(\/|$)/.test(path),
  baseUrl,

  /** A request without a prompt only loads the model. */
  readFacts(request) {
    const kind = request.body.members.get('prompt')?.kind ?? 'null'
    if (kind !== 'string' && kind !== 'null') throw invalid('"prompt" must be a string.')
    return { ...readLocalFacts(request, readMembers), ...factsOfVectors }
  },

  embedding: callerEmbedding,
  errorBody,
  limitHeaders,
  modelList,
  modelEntry,
}
