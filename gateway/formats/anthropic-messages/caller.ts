// The clients' side of messages: https://docs.anthropic.com/en/api/messages

import { encodeSseEvent } from '../../bytes/sse.ts'
import {
  hasAny,
  memberSpan,
  type RequestFacts,
  readBoolean,
  readModel,
  readOutputBound,
  readTerms,
  requireArray,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import type { GatewayError } from '../../errors.ts'
import type { CallerFormat, ListedModel } from '../format.ts'
import { messagesCacheFacts } from './cache-facts.ts'
import { createMessagesEnding } from './ending.ts'
import { messageEvents } from './events.ts'
import { messagesLimitHeaders } from './limit-headers.ts'
import { messagesCallerTranslation } from './translation.ts'

// A request with zero gets no text and only fills the cache:
// https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
const leastOutputBound = 0

export const anthropicMessagesCaller: CallerFormat = {
  title: 'messages',

  // Some clients take a base URL that ends in /v1, and others add /v1 themselves.
  routes: [
    { method: 'POST', path: '/v1/messages', purpose: 'answer' },
    { method: 'POST', path: '/messages', purpose: 'answer' },
    { method: 'POST', path: '/v1/messages/count_tokens', purpose: 'count' },
    { method: 'POST', path: '/messages/count_tokens', purpose: 'count' },
    { method: 'GET', path: '/v1/models', purpose: 'models' },
    { method: 'GET', path: '/models', purpose: 'models' },
    { method: 'GET', path: '/v1/models/*', purpose: 'models' },
    { method: 'GET', path: '/models/*', purpose: 'models' },
  ],
  // Clients send the header with every request, even when they ask for the list of models.
  recognises: ({ path, headers }) =>
    path.endsWith('/messages') ||
    // Not within a name: a provider may be called messages, and stand before its model's name in a path.
    /(?:^|\/v1)\/messages\//.test(path) ||
    headers['anthropic-version'] !== undefined,
  // Clients add /v1 themselves.
  baseUrl: gatewayUrl => gatewayUrl,

  readFacts({ bytes, body }): RequestFacts {
    requireArray(body, 'messages')
    return {
      ...readModel(bytes, body),
      modelMember: memberSpan(body, 'model'),
      stream: readBoolean(body, 'stream'),
      choices: 1,
      tools: hasAny(body, 'tools'),
      reasoning: hasAny(body, 'thinking'),
      maxOutputTokens: readOutputBound(bytes, body, ['max_tokens'], leastOutputBound),
      boundsReasoning: true,
      terms: readTerms(bytes, body),
      wideBytes: wideBytesOf(bytes),
      usageEdits: [],
    }
  },

  errorBody(error, requestId) {
    return { type: 'error', error: { type: typeOf(error), message: error.message }, request_id: requestId }
  },
  limitHeaders: messagesLimitHeaders,

  streamType: 'text/event-stream; charset=utf-8',
  answerEvents: messageEvents,
  createEnding: createMessagesEnding,
  errorEvent: body => encodeSseEvent('error', body),
  ping: 'event: ping\ndata: {"type": "ping"}\n\n',

  // https://docs.anthropic.com/en/api/messages-count-tokens
  countBody: inputTokens => ({ input_tokens: inputTokens }),

  outlineMarks: {
    instructions: ['system'],
    turns: 'messages',
    needs: [
      { need: 'vision', members: ['messages'], marks: ['"image"'] },
      { need: 'json-schema', members: ['output_config', 'output_format'], marks: ['"json_schema"'] },
    ],
  },
  translation: messagesCallerTranslation,
  cache: messagesCacheFacts,

  /** https://docs.anthropic.com/en/api/models-list */
  modelList(models) {
    const data = models.map(modelEntry)
    return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  },
  modelEntry,
}

/** https://docs.anthropic.com/en/api/models */
function modelEntry({ id, atMs, note }: ListedModel) {
  return { type: 'model', id, display_name: id, created_at: new Date(atMs).toISOString(), gatehouse: note }
}

/** https://docs.anthropic.com/en/api/errors */
function typeOf({ status }: GatewayError): string {
  switch (status) {
    case 401:
      return 'authentication_error'
    case 402:
      return 'billing_error'
    case 403:
      return 'permission_error'
    case 404:
      return 'not_found_error'
    case 413:
      return 'request_too_large'
    case 429:
      return 'rate_limit_error'
    case 503:
      return 'overloaded_error'
    case 504:
      return 'timeout_error'
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error'
  }
}
