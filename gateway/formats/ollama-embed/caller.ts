// The clients' side of a local server's embeddings: https://docs.ollama.com/api/embed

import { invalid } from '../../chat/request-facts.ts'
import type { CallerFormat } from '../format.ts'
import { ollamaChatCaller } from '../ollama-chat/caller.ts'
import { readLocalFacts } from '../ollama-chat/request.ts'
import { callerOfWholeAnswers, factsOfVectors } from '../whole-answers.ts'
import { callerEmbedding } from './translation.ts'

/** The members that decide what a request costs or where it goes. */
const readMembers: ReadonlySet<string> = new Set(['model', 'input', 'options'])

const { baseUrl, errorBody, limitHeaders, modelList, modelEntry } = ollamaChatCaller

export const ollamaEmbedCaller: CallerFormat = {
  ...callerOfWholeAnswers,
  title: 'local embeddings',
  routes: [{ method: 'POST', path: '/api/embed', purpose: 'answer' }],
  recognises: ({ path }) => /^\/api\/embed(\/|$)/.test(path),
  baseUrl,

  /** A request with an empty input only loads the model. */
  readFacts(request) {
    const kind = request.body.members.get('input')?.kind
    if (kind !== 'string' && kind !== 'array') throw invalid('"input" must be a string or an array.')
    return { ...readLocalFacts(request, readMembers), ...factsOfVectors }
  },

  embedding: callerEmbedding,
  errorBody,
  limitHeaders,
  modelList,
  modelEntry,
}
