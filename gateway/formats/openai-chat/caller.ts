// The clients' side of chat completions: https://platform.openai.com/docs/api-reference/chat

import { type ScannedObject, scanMembers } from '../../bytes/json-scan.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import {
  hasAny,
  invalid,
  type RequestFacts,
  readBoolean,
  readCount,
  readModel,
  readOutputBound,
  readTerms,
  requireArray,
  type TextEdit,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import type { GatewayError } from '../../errors.ts'
import type { CallerFormat, ListedModel } from '../format.ts'
import { chatCacheFacts } from './cache-facts.ts'
import { openAiChatCallerTranslation } from './caller-translation.ts'
import { createChatEnding } from './ending.ts'
import { chatEvents } from './events.ts'
import { chatLimitHeaders } from './limit-headers.ts'

/**
 * Without a limit of choices, n x max_tokens would have no limit:
 * https://platform.openai.com/docs/api-reference/chat/create#chat-create-n
 */
const choicesAtMost = 128
// Some local servers take zero as no limit, and all other servers refuse it. A hold for no output at all would be no
// protection.
const leastOutputBound = 1

export const openAiChatCaller: CallerFormat = {
  title: 'chat completions',

  // Some clients take a base URL that ends in /v1, and others add /v1 themselves.
  routes: [
    { method: 'POST', path: '/v1/chat/completions', purpose: 'answer' },
    { method: 'POST', path: '/chat/completions', purpose: 'answer' },
    { method: 'GET', path: '/v1/models', purpose: 'models' },
    { method: 'GET', path: '/models', purpose: 'models' },
    { method: 'GET', path: '/v1/models/*', purpose: 'models' },
    { method: 'GET', path: '/models/*', purpose: 'models' },
  ],
  recognises: () => false,
  baseUrl: gatewayUrl => `${gatewayUrl}/v1`,

  readFacts({ bytes, body }): RequestFacts {
    requireArray(body, 'messages')
    const choices = readCount(bytes, body, 'n', 1, choicesAtMost) ?? 1
    const most = readOutputBound(bytes, body, ['max_completion_tokens', 'max_tokens'], leastOutputBound)
    const stream = readBoolean(body, 'stream')
    return {
      ...readModel(bytes, body),
      stream,
      choices,
      tools: hasAny(body, 'tools', 'functions'),
      reasoning: hasAny(body, 'reasoning_effort', 'reasoning'),
      maxOutputTokens: most === undefined ? undefined : most * choices,
      boundsReasoning: hasAny(body, 'max_completion_tokens'),
      terms: readTerms(bytes, body),
      wideBytes: wideBytesOf(bytes),
      usageEdits: stream ? includeUsage(bytes, body) : [],
    }
  },

  errorBody(error) {
    return { error: { message: error.message, type: typeOf(error), param: null, code: codeOf(error) } }
  },
  limitHeaders: chatLimitHeaders,

  streamType: 'text/event-stream; charset=utf-8',
  answerEvents: chatEvents,
  createEnding: createChatEnding,
  // The official clients raise an event whose data has an `error` member.
  errorEvent: body => encodeSseEvent(undefined, body),
  ping: ': ping\n\n',

  outlineMarks: {
    instructions: [],
    turns: 'messages',
    needs: [
      { need: 'vision', members: ['messages'], marks: ['"image_url"'] },
      { need: 'json-schema', members: ['response_format'], marks: ['"json_schema"'] },
    ],
  },
  translation: openAiChatCallerTranslation,
  cache: chatCacheFacts,

  modelList: models => ({ object: 'list', data: models.map(modelEntry) }),
  modelEntry,
}

/** https://platform.openai.com/docs/api-reference/models/object */
function modelEntry({ id, provider, atMs, note }: ListedModel) {
  return { id, object: 'model', created: Math.floor(atMs / 1000), owned_by: provider, gatehouse: note }
}

/**
 * Edits that set `stream_options.include_usage`:
 * https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options
 */
function includeUsage(bytes: Uint8Array, body: ScannedObject): readonly TextEdit[] {
  const options = body.members.get('stream_options')
  if (!options)
    return [{ start: body.open + 1, end: body.open + 1, text: '"stream_options":{"include_usage":true},' }]
  if (options.kind === 'null') return [{ ...options.value, text: '{"include_usage":true}' }]
  if (options.kind !== 'object') throw invalid('"stream_options" must be an object.')
  const inner = scanMembers(bytes, options.value)
  const asked = inner.members.get('include_usage')
  if (asked) return asked.kind === 'true' ? [] : [{ ...asked.value, text: 'true' }]
  const comma = inner.members.size > 0 ? ',' : ''
  return [{ start: inner.open + 1, end: inner.open + 1, text: `"include_usage":true${comma}` }]
}

const outOfMoney = 'insufficient_quota'

/** https://platform.openai.com/docs/guides/error-codes */
function typeOf({ status }: GatewayError): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 402) return outOfMoney
  if (status === 429) return 'rate_limit_exceeded'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

/** Some agents end their run when the money has run out. They recognise that by this code. */
function codeOf({ code }: GatewayError): string {
  return code === 'budget_exhausted' || code === 'budget_too_small' ? outOfMoney : code
}
