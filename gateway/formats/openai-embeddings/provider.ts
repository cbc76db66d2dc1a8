// The servers' side of embeddings: https://platform.openai.com/docs/api-reference/embeddings/object

import { countOf, implausibleCount, isRecord, wordOf } from '../../bytes/json-value.ts'
import { billOf } from '../../chat/reported-bill.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { asTheNumbersSay, type UsageReporting } from '../../chat/usage-reporting.ts'
import { standardTerms } from '../../pricing/bill.ts'
import { callWithModelInBody } from '../call-with-model-in-body.ts'
import type { ProviderFormat } from '../format.ts'
import { inputUsage, providerOfWholeAnswers } from '../whole-answers.ts'
import { openAiEmbeddingsLayout } from './layout.ts'
import { openAiEmbeddingsProviderEmbedding } from './provider-embedding.ts'

// The format has no query of its own.
const passedQuery: ReadonlySet<string> = new Set()

export const openAiEmbeddingsProvider: ProviderFormat = {
  ...providerOfWholeAnswers,
  callFor: question => callWithModelInBody(question, passedQuery),
  requestLayout: openAiEmbeddingsLayout,
  serving: { isInOnePass: true, mayCacheUnasked: false },
  embedding: openAiEmbeddingsProviderEmbedding,
  readAnswer: (answer, reporting = asTheNumbersSay) => ({ usage: usageOf(answer, reporting), text: '' }),
}

const partsDiffer = 'The total is not the sum of its parts.'

/** Some servers report only the total, which is the input, because nothing is written. */
function usageOf(answer: unknown, reporting: UsageReporting): ReportedUsage {
  const body = isRecord(answer) ? answer : {}
  const reported = isRecord(body.usage) ? body.usage : undefined
  // Some compatible providers have tiers of service here too.
  const serviceTier = wordOf(body.service_tier)
  const terms = serviceTier === undefined ? standardTerms : { ...standardTerms, serviceTier }
  if (!reported) return { ...inputUsage(undefined), terms }
  const [prompt, total] = [countOf(reported.prompt_tokens), countOf(reported.total_tokens)]
  const input = prompt === undefined ? total : Math.max(prompt, total ?? prompt)
  const differs = prompt !== undefined && total !== undefined && prompt !== total
  const { billed, doubt } = billOf(reported, reporting, input ?? 0)
  const usage = {
    ...inputUsage(input, implausibleCount(reported) ?? (differs ? partsDiffer : doubt)),
    terms,
  }
  return billed === undefined ? usage : { ...usage, billed, complete: usage.doubt === undefined }
}
