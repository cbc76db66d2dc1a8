// The servers' side of answers to one prompt: https://docs.ollama.com/api/generate

import { isRecord, textOf } from '../../bytes/json-value.ts'
import type { ProviderFormat } from '../format.ts'
import { createLineMeter, readLocalAnswer } from '../ollama-chat/answer.ts'
import { ollamaChatProvider } from '../ollama-chat/provider.ts'
import { ollamaGenerateLayout } from './layout.ts'

const saidIn = (line: unknown) => (isRecord(line) ? textOf(line.thinking) + textOf(line.response) : '')

const { callFor, serving, framingOf } = ollamaChatProvider

export const ollamaGenerateProvider: ProviderFormat = {
  callFor,
  requestLayout: ollamaGenerateLayout,
  serving,
  framingOf,
  createMeter: (onText, _reporting, onEvent) => createLineMeter(saidIn, onText, onEvent),
  readAnswer: answer => readLocalAnswer(saidIn, answer),
}
