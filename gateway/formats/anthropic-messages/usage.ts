// Reads the usage in an answer of the messages format: https://platform.claude.com/docs/en/api/messages

import { countOf, implausibleCount, isRecord, type JsonRecord, wordOf } from '../../bytes/json-value.ts'
import { billOf } from '../../chat/reported-bill.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { addTokens, largerTokens, toolUsesOf } from '../../chat/usage-counts.ts'
import { asTheFormatSays, type UsageReporting } from '../../chat/usage-reporting.ts'
import { inputTokens, noTokens, outputTokens, type TokenCounts } from '../../contract/chat.ts'
import type { PriceTerms, ToolUses } from '../../pricing/bill.ts'

interface Reading {
  readonly tokens: TokenCounts
  readonly doubt?: string | undefined
  /** True if some counts are missing. They are zero in `tokens`, and have to be estimated. */
  readonly isPartial: boolean
}

// More runs than any request has are not believed. A longer list would also take up space in the log entry.
const mostRuns = 1000

/**
 * Reads the counts, the terms that the request was answered under, and a bill if the provider states one. Counts and
 * terms are in the same members for all providers.
 */
export function readMessagesUsage(
  usage: JsonRecord,
  complete: boolean,
  reporting: UsageReporting = asTheFormatSays,
): ReportedUsage {
  const terms: PriceTerms = {
    serviceTier: wordOf(usage.service_tier),
    speed: wordOf(usage.speed),
    inferenceGeo: wordOf(usage.inference_geo),
  }
  const top = toTokens(usage)
  const uses = toolUsesOf(usage.server_tool_use)
  const implausible = implausibleCount(usage)
  if (!top) return { tokens: undefined, complete: false, terms, uses, doubt: implausible }
  const iterations = Array.isArray(usage.iterations) ? usage.iterations : []
  const read = withIterations(top, uses, iterations)
  const isWhole = complete && !implausible && !top.isPartial
  const { billed, doubt } = billOf(usage, reporting, inputTokens(read.tokens) + outputTokens(read.tokens))
  return { terms, ...read, billed, complete: isWhole, doubt: implausible ?? read.doubt ?? doubt }
}

/** `input_tokens` excludes what was read from or written to the prompt cache. */
function toTokens(usage: JsonRecord): Reading | undefined {
  const stated = { input: countOf(usage.input_tokens), output: countOf(usage.output_tokens) }
  const { input = 0, output = 0 } = stated
  const missing = Object.entries(stated).find(([, count]) => count === undefined)?.[0]
  if (stated.input === undefined && stated.output === undefined) return undefined
  const outputDetails = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {}
  const thinking = countOf(outputDetails.thinking_tokens)
  const { fiveMinutes, oneHour, doubt } = writtenByAge(usage)
  return {
    tokens: {
      ...noTokens,
      input,
      cacheRead: countOf(usage.cache_read_input_tokens) ?? 0,
      cacheWrite: fiveMinutes,
      cacheWriteOneHour: oneHour,
      output: Math.max(output, thinking ?? 0),
      reasoning: thinking,
    },
    isPartial: missing !== undefined,
    doubt:
      (missing && `Of the ${missing} nothing is reported.`) ??
      doubt ??
      (thinking !== undefined && thinking > output ? moreThinking : undefined),
  }
}

const moreThinking = 'More thinking is reported than output.'
const agesDiffer = 'The tokens written to the cache do not add up.'

/**
 * The whole count is the sum of the tokens that were cached for five minutes and for an hour. If they do not add up,
 * the rest is counted at the higher price, for an hour.
 */
function writtenByAge(usage: JsonRecord) {
  const whole = countOf(usage.cache_creation_input_tokens)
  const byAge = isRecord(usage.cache_creation) ? usage.cache_creation : {}
  const fiveMinutes = countOf(byAge.ephemeral_5m_input_tokens)
  const oneHour = countOf(byAge.ephemeral_1h_input_tokens)
  if (whole === undefined) return { fiveMinutes: fiveMinutes ?? 0, oneHour: oneHour ?? 0 }
  if (oneHour === undefined) {
    const rest = Math.max(0, whole - (fiveMinutes ?? whole))
    return { fiveMinutes: fiveMinutes ?? whole, oneHour: rest }
  }
  const short = fiveMinutes ?? Math.max(0, whole - oneHour)
  const sum = short + oneHour
  if (sum === whole) return { fiveMinutes: short, oneHour }
  return { fiveMinutes: short, oneHour: oneHour + Math.max(0, whole - sum), doubt: agesDiffer }
}

/**
 * If the provider ran the model several times for one request, each run is billed, and the fields beside the list leave
 * some of them out: https://platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage. A run of
 * another model, such as an adviser or a fallback, is billed at that model's price, which is not known here.
 */
function withIterations(top: Reading, toolUses: ToolUses, iterations: readonly unknown[]) {
  if (iterations.length === 0) return { tokens: top.tokens, uses: toolUses, doubt: top.doubt }
  const runs = iterations.filter(isRecord)
  const readings = runs.map(toTokens).filter(reading => reading !== undefined)
  const steps = readings.map(({ tokens }) => tokens)
  const sum = steps.reduce(addTokens, noTokens)
  const foreign = runs.filter(({ type }) => type !== 'message' && type !== 'compaction').length
  const uses = foreign === 0 ? toolUses : { ...toolUses, 'other-model': foreign }
  const most = largerTokens(sum, top.tokens)
  const isWhole = readings.length === iterations.length && readings.length <= mostRuns && sameSize(most, sum)
  if (!isWhole) return { tokens: most, uses, doubt: 'The runs of the model do not add up to the whole.' }
  const doubt = top.doubt ?? readings.find(each => each.doubt !== undefined)?.doubt
  return { tokens: sum, uses, doubt, ...(steps.length > 1 && { steps }) }
}

function sameSize(a: TokenCounts, b: TokenCounts): boolean {
  return inputTokens(a) === inputTokens(b) && outputTokens(a) === outputTokens(b)
}
