// Messages: https://docs.anthropic.com/en/api/messages

import { encodeSseEvent } from '../../bytes/sse.ts'
import { messagesLimitHeaders } from '../../chat/limit-headers.ts'
import {
  hasAny,
  readBoolean,
  readModel,
  readOutputBound,
  readTerms,
  requireArray,
  scanRequest,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import type { GatewayError } from '../../errors.ts'
import type { RequestFacts, WireProtocol } from '../wire-protocol.ts'
import { createAnthropicMeter, readAnthropicAnswer } from './answer.ts'
import { messageEvents } from './events.ts'
import { anthropicMessagesLayout } from './layout.ts'

// Zero answers nothing and fills the cache: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
const leastOutputBound = 0

export const anthropicMessages: WireProtocol = {
  format: 'anthropic-messages',

  readFacts(bytes, body = scanRequest(bytes)): RequestFacts {
    requireArray(body, 'messages')
    return {
      ...readModel(bytes, body),
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

  requestLayout: anthropicMessagesLayout,
  createMeter: createAnthropicMeter,
  readAnswer: readAnthropicAnswer,

  answerEvents: messageEvents,

  errorBody(error, requestId) {
    return { type: 'error', error: { type: typeOf(error), message: error.message }, request_id: requestId }
  },

  limitHeaders: messagesLimitHeaders,

  errorEvent: body => encodeSseEvent('error', body),

  ping: 'event: ping\ndata: {"type": "ping"}\n\n',
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
