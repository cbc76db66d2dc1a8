// The servers' side of messages: https://docs.anthropic.com/en/api/messages

import { createSseFramer, isEventStream } from '../../bytes/sse.ts'
import { callWithModelInBody } from '../call-with-model-in-body.ts'
import type { ProviderFormat } from '../format.ts'
import { createAnthropicMeter, readAnthropicAnswer } from './answer.ts'
import { anthropicMessagesLayout } from './layout.ts'
import { messagesProviderTranslation } from './translation.ts'

// The official clients add this member for the beta API: https://docs.anthropic.com/en/api/beta-headers
const passedQuery: ReadonlySet<string> = new Set(['beta'])

export const anthropicMessagesProvider: ProviderFormat = {
  callFor: question => callWithModelInBody(question, passedQuery),
  requestLayout: anthropicMessagesLayout,
  serving: { isInOnePass: false, mayCacheUnasked: false },
  framingOf: contentType => (isEventStream(contentType) ? createSseFramer : undefined),
  createMeter: createAnthropicMeter,
  readAnswer: readAnthropicAnswer,
  translation: messagesProviderTranslation,
}
