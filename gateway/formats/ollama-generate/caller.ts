// The clients' side of answers to one prompt: https://docs.ollama.com/api/generate

import { invalid } from '../../chat/request-facts.ts'
import type { CallerFormat } from '../format.ts'
import { ollamaChatCaller } from '../ollama-chat/caller.ts'
import { readLocalFacts } from '../ollama-chat/request.ts'
import { streamOf } from '../ollama-chat/stream.ts'
import { localPromptCacheFacts } from './cache-facts.ts'
import { callerTranslation } from './translation.ts'

/** The members that decide what a request costs or where it goes. */
const readMembers: ReadonlySet<string> = new Set([
  'model',
  'prompt',
  'suffix',
  'system',
  'template',
  'context',
  'images',
  'stream',
  'think',
  'format',
  'options',
  'width',
  'height',
  'steps',
])

const { baseUrl, errorBody, limitHeaders, modelList, modelEntry } = ollamaChatCaller

export const ollamaGenerateCaller: CallerFormat = {
  title: 'local prompts',
  routes: [{ method: 'POST', path: '/api/generate', purpose: 'answer' }],
  recognises: ({ path }) => /^\/api\/generate(\/|$)/.test(path),
  baseUrl,

  /** A request without a prompt only loads the model. */
  readFacts(request) {
    const kind = request.body.members.get('prompt')?.kind ?? 'null'
    if (kind !== 'string' && kind !== 'null') throw invalid('"prompt" must be a string.')
    return readLocalFacts(request, readMembers)
  },

  ...streamOf({ said: ['response', 'thinking', 'logprobs'], saysNothing: { response: '' } }),

  outlineMarks: {
    instructions: ['system'],
    turns: 'prompt',
    needs: [
      { need: 'vision', members: ['images'], marks: ['"'] },
      { need: 'json-schema', members: ['format'], marks: ['{'] },
    ],
  },
  translation: callerTranslation,
  cache: localPromptCacheFacts,

  errorBody,
  limitHeaders,
  modelList,
  modelEntry,
}
