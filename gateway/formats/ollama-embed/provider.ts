// The servers' side of a local server's embeddings: https://docs.ollama.com/api/embed

import { countOf, isRecord } from '../../bytes/json-value.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import type { ProviderFormat } from '../format.ts'
import { ollamaChatProvider } from '../ollama-chat/provider.ts'
import { inputUsage, providerOfWholeAnswers } from '../whole-answers.ts'
import { ollamaEmbedLayout } from './layout.ts'
import { providerEmbedding } from './translation.ts'

const { callFor, serving } = ollamaChatProvider

export const ollamaEmbedProvider: ProviderFormat = {
  ...providerOfWholeAnswers,
  callFor,
  requestLayout: ollamaEmbedLayout,
  serving,
  embedding: providerEmbedding,
  readAnswer: answer => ({ usage: usageOf(answer), text: '' }),
}

/** An answer without a count is that of a server too old to report it. */
function usageOf(answer: unknown): ReportedUsage {
  const stated = isRecord(answer) ? answer.prompt_eval_count : undefined
  if (stated === undefined || stated === null) return inputUsage(undefined)
  const input = countOf(stated)
  return inputUsage(input, input === undefined ? 'prompt_eval_count is no number of tokens' : undefined)
}
