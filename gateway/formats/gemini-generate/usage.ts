// Reads the usage in an answer: https://ai.google.dev/api/generate-content#UsageMetadata

import { countOf, implausibleCount, isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { usesOf } from '../../chat/usage-counts.ts'
import { noTokens, type TokenCounts } from '../../contract/chat.ts'
import { standardTerms, type ToolUses } from '../../pricing/bill.ts'
import { tierName } from './request.ts'

/** Servers leave out counts that are zero, so a missing count means zero. */
export function readGeminiUsage(
  usage: JsonRecord | undefined,
  searchUses: ToolUses,
  isWhole: boolean,
): ReportedUsage {
  if (!usage) return { tokens: undefined, complete: false, terms: standardTerms, uses: searchUses }
  const counts = readCounts(usage)
  const serviceTier = tierName(usage.serviceTier)
  const terms = serviceTier === undefined ? standardTerms : { ...standardTerms, serviceTier }
  const implausible = implausibleCount(usage)
  const { tokens, doubt } = counts ?? {}
  // The price of a model's text does not cover the pictures and videos that it generates.
  const isMoreThanText = tokensOf(usage.candidatesTokensDetails, 'IMAGE', 'VIDEO') > 0
  return {
    tokens,
    complete: isWhole && implausible === undefined && tokens !== undefined,
    terms,
    uses: isMoreThanText ? usesOf(searchUses['web-search'] ?? 0, (searchUses.other ?? 0) + 1) : searchUses,
    doubt: implausible ?? doubt,
  }
}

const totalDiffers = 'The total is not the sum of its parts.'
const partsDiffer = 'A part is larger than its whole.'
const cachedSound = 'Sound was read from the cache, which has a price of its own.'

/** Undefined if neither input nor output is reported. */
function readCounts(usage: JsonRecord): { tokens: TokenCounts; doubt: string | undefined } | undefined {
  const prompt = countOf(usage.promptTokenCount)
  const stated = countOf(usage.candidatesTokenCount)
  const total = countOf(usage.totalTokenCount)
  if (prompt === undefined && stated === undefined) return undefined
  const thoughts = countOf(usage.thoughtsTokenCount)
  const input = (prompt ?? 0) + (countOf(usage.toolUsePromptTokenCount) ?? 0)
  const known = input + (stated ?? 0) + (thoughts ?? 0)
  // If the total is larger than the sum of its parts, the rest is taken to be output, which costs more.
  const hidden = Math.max(0, (total ?? known) - known)
  const output = (stated ?? 0) + (thoughts ?? 0) + hidden
  const cached = countOf(usage.cachedContentTokenCount) ?? 0
  const heardCached = tokensOf(usage.cacheTokensDetails, 'AUDIO')
  const heard =
    tokensOf(usage.promptTokensDetails, 'AUDIO') + tokensOf(usage.toolUsePromptTokensDetails, 'AUDIO')
  const spoken = tokensOf(usage.candidatesTokensDetails, 'AUDIO')
  // The count of the prompt includes the cached tokens: https://ai.google.dev/gemini-api/docs/caching
  const cacheRead = Math.min(input, Math.max(0, cached - heardCached))
  const audioInput = Math.min(heard, input - cacheRead)
  const audioOutput = Math.min(spoken, stated ?? 0)
  const isOdd = cached > (prompt ?? 0) || heardCached > cached || heard > input || spoken > (stated ?? 0)
  return {
    tokens: {
      ...noTokens,
      input: input - cacheRead - audioInput,
      cacheRead,
      audioInput,
      output: output - audioOutput,
      audioOutput,
      reasoning: thoughts,
    },
    doubt: doubtOf(isOdd, hidden > 0 || (total !== undefined && total < known), heardCached > 0),
  }
}

function doubtOf(isOdd: boolean, isSumWrong: boolean, isSoundCached: boolean): string | undefined {
  if (isOdd) return partsDiffer
  if (isSumWrong) return totalDiffers
  return isSoundCached ? cachedSound : undefined
}

/** https://ai.google.dev/api/generate-content#ModalityTokenCount */
function tokensOf(details: unknown, ...modalities: readonly string[]): number {
  if (!Array.isArray(details)) return 0
  let sum = 0
  for (const each of details) {
    if (isRecord(each) && modalities.includes(String(each.modality))) sum += countOf(each.tokenCount) ?? 0
  }
  return sum
}
