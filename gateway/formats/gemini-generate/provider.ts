// The servers' side of content that is generated whole or as a stream of events: https://ai.google.dev/api/generate-content

import { createSseFramer, isEventStream } from '../../bytes/sse.ts'
import type { CallParts, CallQuestion, ProviderFormat } from '../format.ts'
import { createGeminiMeter, readGeminiAnswer } from './answer.ts'
import { geminiGenerateLayout } from './layout.ts'
import { providerOfEvents } from './translation.ts'

export const geminiGenerateProvider: ProviderFormat = {
  callFor: question => callWithModelInPath(question, '?alt=sse'),
  requestLayout: geminiGenerateLayout,
  // Input that is read from a cache costs less, and a cache that was not asked for is written free of charge:
  // https://ai.google.dev/gemini-api/docs/caching
  serving: { isInOnePass: true, mayCacheUnasked: false },
  framingOf: contentType => (isEventStream(contentType) ? createSseFramer : undefined),
  createMeter: createGeminiMeter,
  translation: providerOfEvents,
  readAnswer: readGeminiAnswer,
}

/**
 * The caller's query is not passed on, because it may contain a key. The format itself decides how a stream is framed.
 */
export function callWithModelInPath({ facts, model, purpose }: CallQuestion, streamQuery: string): CallParts {
  const action =
    purpose === 'count' ? 'countTokens' : facts.stream ? 'streamGenerateContent' : 'generateContent'
  const { modelValue } = facts
  const isRenamed = modelValue !== undefined && model !== facts.model
  return {
    pathSuffix: `/${encodeURIComponent(model.replace(/^models\//, ''))}:${action}`,
    query: action === 'streamGenerateContent' ? streamQuery : '',
    headers: {},
    edits: isRenamed ? [{ ...modelValue, text: JSON.stringify(`models/${model}`) }] : [],
  }
}
