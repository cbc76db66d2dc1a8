// The servers' side of embeddings of content: https://ai.google.dev/api/embeddings

import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { usesOf } from '../../chat/usage-counts.ts'
import { noUses } from '../../pricing/bill.ts'
import type { CallParts, CallQuestion, ProviderFormat } from '../format.ts'
import { readGeminiUsage } from '../gemini-generate/usage.ts'
import { inputUsage, providerOfWholeAnswers } from '../whole-answers.ts'
import { geminiEmbedLayout } from './layout.ts'
import { geminiEmbedProviderEmbedding } from './provider-embedding.ts'

export const geminiEmbedProvider: ProviderFormat = {
  ...providerOfWholeAnswers,
  callFor,
  requestLayout: geminiEmbedLayout,
  serving: { isInOnePass: true, mayCacheUnasked: false },
  embedding: geminiEmbedProviderEmbedding,
  readAnswer: answer => ({ usage: usageOf(answer), text: '' }),
}

/** The caller's query is not passed on, because it may contain a key. */
function callFor({ facts, model }: CallQuestion): CallParts {
  const { isBatch, modelValue, moreModelValues = [] } = facts
  const isRenamed = modelValue !== undefined && model !== facts.model
  const text = JSON.stringify(`models/${model}`)
  return {
    pathSuffix: `/${encodeURIComponent(model.replace(/^models\//, ''))}:${isBatch ? 'batchEmbedContents' : 'embedContent'}`,
    query: '',
    headers: {},
    edits: isRenamed ? [modelValue, ...moreModelValues].map(value => ({ ...value, text })) : [],
  }
}

/** Most of these models report nothing. The request's own count is then the estimate. */
function usageOf(answer: unknown): ReportedUsage {
  const reported = isRecord(answer) && isRecord(answer.usageMetadata) ? answer.usageMetadata : undefined
  if (!reported) return inputUsage(undefined)
  // https://ai.google.dev/api/embeddings#EmbeddingUsageMetadata
  const details = reported.promptTokensDetails ?? reported.promptTokenDetails
  const isMoreThanTextAndSound =
    Array.isArray(details) && details.some(each => isRecord(each) && !isTextOrSound(each))
  const uses = isMoreThanTextAndSound ? usesOf(0, 1) : noUses
  return readGeminiUsage({ ...reported, promptTokensDetails: details }, uses, true)
}

function isTextOrSound({ modality }: JsonRecord): boolean {
  return modality === 'TEXT' || modality === 'AUDIO' || modality === undefined
}
