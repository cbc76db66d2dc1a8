// The clients' side of chats with a model: https://docs.ollama.com/api/chat

import { limitAmount } from '../../chat/limit-headers.ts'
import { requireArray } from '../../chat/request-facts.ts'
import type { CallerFormat, ListedModel } from '../format.ts'
import { localChatCacheFacts } from './cache-facts.ts'
import { readLocalFacts } from './request.ts'
import { streamOf } from './stream.ts'
import { callerTranslation } from './translation.ts'

/** The members that decide what a request costs or where it goes. */
const readMembers: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'tools',
  'think',
  'format',
  'options',
])

/** Includes the server's endpoints that are not served here, so that the error for them is written in this format. */
const ownPath = /^\/api\/(chat|tags|show|ps|version|pull|push|create|copy|delete|blobs)(\/|$)/

export const ollamaChatCaller: CallerFormat = {
  title: 'local chats',
  routes: [
    { method: 'POST', path: '/api/chat', purpose: 'answer' },
    { method: 'GET', path: '/api/tags', purpose: 'models' },
    { method: 'POST', path: '/api/show', purpose: 'models', modelAs: modelShown },
    // The gateway keeps no model in memory: https://docs.ollama.com/api/ps
    { method: 'GET', path: '/api/ps', purpose: 'models', listAs: () => ({ models: [] }) },
    { method: 'GET', path: '/api/version', purpose: 'models', listAs: () => ({ version: spokenVersion }) },
  ],
  recognises: ({ path }) => ownPath.test(path),
  // Clients add /api themselves.
  baseUrl: gatewayUrl => gatewayUrl,

  readFacts(request) {
    requireArray(request.body, 'messages')
    return readLocalFacts(request, readMembers)
  },

  ...streamOf({
    said: ['message', 'logprobs'],
    saysNothing: { message: { role: 'assistant', content: '' } },
  }),

  outlineMarks: {
    instructions: [],
    turns: 'messages',
    needs: [
      { need: 'vision', members: ['messages'], marks: ['"images"'] },
      // A schema is an object. Another value only asks for some JSON.
      { need: 'json-schema', members: ['format'], marks: ['{'] },
    ],
  },
  translation: callerTranslation,
  cache: localChatCacheFacts,

  /** https://docs.ollama.com/api/errors */
  errorBody: error => ({ error: error.message }),
  /**
   * The format has no such headers, so those of a draft standard are used:
   * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-03
   */
  limitHeaders: ({ unit, limit, left, resetSeconds }) => ({
    'ratelimit-limit': limitAmount(limit, unit),
    'ratelimit-remaining': limitAmount(left, unit),
    ...(resetSeconds === undefined ? {} : { 'ratelimit-reset': String(resetSeconds) }),
  }),

  /** https://docs.ollama.com/api/tags */
  modelList: models => ({ models: models.map(modelEntry) }),
  modelEntry,
}

/** The release that the endpoints here correspond to. Clients check whether it is new enough. */
const spokenVersion = '0.40.12'

/** Empty, because nothing is known about the model's file. */
const details = {
  parent_model: '',
  format: '',
  family: '',
  families: [],
  parameter_size: '',
  quantization_level: '',
}

/** https://docs.ollama.com/api-reference/show-model-details */
function modelShown({ atMs, note }: ListedModel) {
  const { vision, tools, reasoning, embeddings } = note.capabilities
  const chatting = [
    'completion',
    ...(vision ? ['vision'] : []),
    ...(tools ? ['tools'] : []),
    ...(reasoning ? ['thinking'] : []),
  ]
  const capabilities = embeddings ? ['embedding'] : chatting
  const modified_at = new Date(atMs).toISOString()
  return { parameters: '', template: '', details, model_info: {}, capabilities, modified_at, gatehouse: note }
}

function modelEntry({ id, atMs }: ListedModel) {
  return { name: id, model: id, modified_at: new Date(atMs).toISOString(), size: 0, digest: '', details }
}
