// Reads the usage in a response: https://platform.openai.com/docs/api-reference/responses/object

import { countOf, implausibleCount, isRecord, type JsonRecord, wordOf } from '../../bytes/json-value.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { usesOf } from '../../chat/usage-counts.ts'
import type { UsageReporting } from '../../chat/usage-reporting.ts'
import { noUses, standardTerms, type ToolUses } from '../../pricing/bill.ts'
import { readChatUsage } from '../openai-chat/usage.ts'

/** Reads the usage of a response in its last state. `isEnded` is false if the response broke off before that. */
export function readResponsesUsage(
  response: JsonRecord,
  isEnded: boolean,
  reporting: UsageReporting,
): ReportedUsage {
  const serviceTier = wordOf(response.service_tier)
  const terms = serviceTier === undefined ? standardTerms : { ...standardTerms, serviceTier }
  const shown = usesIn(response)
  if (!isRecord(response.usage)) return { tokens: undefined, complete: false, terms, uses: shown }
  const { isPartial, uses, ...read } = readChatUsage(response.usage, reporting)
  const implausible = implausibleCount(response.usage)
  const { billed } = read
  // If counts are missing, the provider's own bill is used alone, because it covers everything.
  const tokens = isPartial && billed !== undefined ? undefined : read.tokens
  const isKnown = billed !== undefined || (tokens !== undefined && !isPartial)
  return {
    ...read,
    tokens,
    complete: isEnded && !implausible && isKnown,
    terms,
    uses: shown === noUses ? uses : shown,
    doubt: implausible ?? read.doubt ?? longKept(response.usage),
  }
}

/**
 * A doubt if tokens were cached for 12 hours. https://platform.openai.com/docs/guides/prompt-caching says that all
 * cache writes are billed at one rate, but does not mention such long ones.
 */
function longKept({ input_tokens_details: details }: JsonRecord): string | undefined {
  const byAge = isRecord(details) ? details.cache_write_tokens_details : undefined
  const isLong = isRecord(byAge) && (countOf(byAge.ttl_12h_tokens) ?? 0) > 0
  return isLong ? 'Tokens were cached for 12 hours, which may cost more.' : undefined
}

/**
 * Counts the calls of tools that ran at the provider, which are items of the output. There is no fee for opening a page
 * that a search found: https://platform.openai.com/docs/pricing#built-in-tools
 */
function usesIn({ output, tool_usage: reported, tools }: JsonRecord): ToolUses {
  const items = Array.isArray(output) ? output.filter(isRecord) : []
  const searched = isRecord(reported) && isRecord(reported.web_search) ? reported.web_search : {}
  const searches = countOf(searched.num_requests) ?? items.filter(isSearch).length
  const fileSearches = items.filter(({ type }) => type === 'file_search_call').length
  const others = items.filter(isUnpriced).length
  // The fee of the older search tool depends on the model, and for some models its results are free.
  const isOlder = Array.isArray(tools) && tools.some(tool => isRecord(tool) && isPreview(tool.type))
  const uses = isOlder ? usesOf(0, searches + others) : usesOf(searches, others)
  return fileSearches === 0 ? uses : { ...uses, 'file-search': fileSearches }
}

function isPreview(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('web_search_preview')
}

function isSearch({ type, action }: JsonRecord): boolean {
  return type === 'web_search_call' && (!isRecord(action) || action.type === 'search')
}

/** These are billed by time, or as tokens of another model. */
const unpricedCalls: ReadonlySet<unknown> = new Set([
  'code_interpreter_call',
  'image_generation_call',
  'program',
])

function isUnpriced({ type, environment }: JsonRecord): boolean {
  if (type === 'shell_call') return isRecord(environment) && environment.type !== 'local'
  return unpricedCalls.has(type)
}
