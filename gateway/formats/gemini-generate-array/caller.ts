// Generated content that is streamed without `?alt=sse`: one JSON array, element by element.
// https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent

import { parseJson } from '../../bytes/json-value.ts'
import type { CallerFormat } from '../format.ts'
import { createEnding, geminiGenerateCaller, isAnswer, streamRoutes } from '../gemini-generate/caller.ts'
import { isArrayStream, isOfFormat } from '../gemini-generate/request.ts'
import { callerOfArray } from '../gemini-generate/translation.ts'

/** What counts tokens is asked in the other format. */
const { countBody: _, ...shared } = geminiGenerateCaller

export const geminiGenerateArrayCaller: CallerFormat = {
  ...shared,
  title: 'generated content as an array',
  routes: streamRoutes,
  recognises: head => isOfFormat(head) && isArrayStream(head),
  translation: callerOfArray,
  streamType: 'application/json',
  answerEvents: text => (isAnswer(parseJson(text)) ? `[${text}\n]` : undefined),
  // The frame before it, of which there is one, is an element without its comma.
  createEnding: () => createEnding(event => `,\n${event}\n]`),
  errorEvent: (body, isBegun = false) => `${isBegun ? ',\n' : '['}${body}\n]`,
  // White space may stand before an array, and between its elements.
  ping: ' \n',
}
