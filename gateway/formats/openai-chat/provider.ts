// The servers' side of chat completions: https://platform.openai.com/docs/api-reference/chat

import { createSseFramer, isEventStream } from '../../bytes/sse.ts'
import { callWithModelInBody } from '../call-with-model-in-body.ts'
import type { ProviderFormat } from '../format.ts'
import { createOpenAiMeter, readOpenAiAnswer } from './answer.ts'
import { openAiChatLayout } from './layout.ts'
import { openAiChatProviderTranslation } from './provider-translation.ts'

// The format has no query of its own: https://platform.openai.com/docs/api-reference/chat/create
const passedQuery: ReadonlySet<string> = new Set()

export const openAiChatProvider: ProviderFormat = {
  callFor: question => callWithModelInBody(question, passedQuery),
  requestLayout: openAiChatLayout,
  // Models that search do so before they answer, so the input is read only once:
  // https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
  serving: { isInOnePass: true, mayCacheUnasked: true },
  framingOf: contentType => (isEventStream(contentType) ? createSseFramer : undefined),
  createMeter: createOpenAiMeter,
  readAnswer: readOpenAiAnswer,
  translation: openAiChatProviderTranslation,
}
