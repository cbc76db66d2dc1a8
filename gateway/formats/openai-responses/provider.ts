// The servers' side of responses: https://platform.openai.com/docs/api-reference/responses

import { createSseFramer, isEventStream } from '../../bytes/sse.ts'
import { callWithModelInBody } from '../call-with-model-in-body.ts'
import type { ProviderFormat } from '../format.ts'
import { createResponsesMeter, readResponse } from './answer.ts'
import { openAiResponsesLayout } from './layout.ts'
import { responsesProviderTranslation } from './provider-translation.ts'

// A request for a new response has no query: https://platform.openai.com/docs/api-reference/responses/create
const passedQuery: ReadonlySet<string> = new Set()

export const openAiResponsesProvider: ProviderFormat = {
  callFor: question => callWithModelInBody(question, passedQuery),
  requestLayout: openAiResponsesLayout,
  // The model may call tools several times before it answers: https://platform.openai.com/docs/guides/tools
  serving: { isInOnePass: false, mayCacheUnasked: true },
  framingOf: contentType => (isEventStream(contentType) ? createSseFramer : undefined),
  createMeter: createResponsesMeter,
  readAnswer: readResponse,
  translation: responsesProviderTranslation,
}
