// The servers' side of chats with a model: https://docs.ollama.com/api/chat

import { createLineFramer, isLineStream } from '../../bytes/json-lines.ts'
import { isRecord } from '../../bytes/json-value.ts'
import { callWithModelInBody } from '../call-with-model-in-body.ts'
import type { ProviderFormat } from '../format.ts'
import { createLineMeter, readLocalAnswer, writtenIn } from './answer.ts'
import { ollamaChatLayout } from './layout.ts'
import { providerTranslation } from './translation.ts'

// The format has no query of its own.
const passedQuery: ReadonlySet<string> = new Set()

const saidIn = (line: unknown) => (isRecord(line) ? writtenIn(line.message) : '')

export const ollamaChatProvider: ProviderFormat = {
  callFor: question => callWithModelInBody(question, passedQuery),
  requestLayout: ollamaChatLayout,
  serving: { isInOnePass: true, mayCacheUnasked: false },
  framingOf: contentType => (isLineStream(contentType) ? createLineFramer : undefined),
  createMeter: (onText, _reporting, onEvent) => createLineMeter(saidIn, onText, onEvent),
  translation: providerTranslation,
  readAnswer: answer => readLocalAnswer(saidIn, answer),
}
