// The clients' side of generated content that is streamed without `?alt=sse`, as the elements of one JSON array:
// https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent

import { arrayEnd } from '../../bytes/json-array.ts'
import { parseJson } from '../../bytes/json-value.ts'
import type { CallerFormat } from '../format.ts'
import { generatedContentCacheFacts } from '../gemini-generate/cache-facts.ts'
import { createEnding, geminiGenerateCaller, isAnswer, streamRoutes } from '../gemini-generate/caller.ts'
import { isArrayStream, isOfFormat } from '../gemini-generate/request.ts'
import { callerOfArray } from '../gemini-generate/translation.ts'

/** Requests to count tokens belong to the other format. */
const { countBody: _, ...shared } = geminiGenerateCaller

export const geminiGenerateArrayCaller: CallerFormat = {
  ...shared,
  title: 'generated content as an array',
  routes: streamRoutes,
  recognises: head => isOfFormat(head) && isArrayStream(head),
  translation: callerOfArray,
  cache: { ...generatedContentCacheFacts, endMark: arrayEnd },
  streamType: 'application/json',
  answerEvents: text => (isAnswer(parseJson(text)) ? `[${text}\n]` : undefined),
  // There is always a frame before the ending, and it is an element without a comma after it.
  createEnding: () => createEnding(event => `,\n${event}\n]`),
  errorEvent: (body, isBegun = false) => `${isBegun ? ',\n' : '['}${body}\n]`,
  // White space is ignored before an array and between its elements.
  ping: ' \n',
}
