// What the formats share to read the usage of an answer.

import { countOf, isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { TokenCounts } from '../contract/chat.ts'
import { noUses, type ToolUses } from '../pricing/bill.ts'

/**
 * Merges two reports of one answer. Each report counts everything so far, so numbers cannot fall, and the larger one is
 * taken for each field. Of words and lists the later one is taken. A null is ignored.
 */
export function largestOf(before: JsonRecord, next: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...before }
  for (const [name, value] of Object.entries(next)) {
    const known = before[name]
    if (value === null || value === undefined) continue
    if (typeof value === 'number' && typeof known === 'number') merged[name] = Math.max(known, value)
    else if (isRecord(value) && isRecord(known)) merged[name] = largestOf(known, value)
    else merged[name] = value
  }
  return merged
}

export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return combine(a, b, (one, other) => one + other)
}

export function largerTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return combine(a, b, Math.max)
}

function combine(a: TokenCounts, b: TokenCounts, of: (a: number, b: number) => number): TokenCounts {
  const reasoning =
    a.reasoning === undefined && b.reasoning === undefined
      ? undefined
      : of(a.reasoning ?? 0, b.reasoning ?? 0)
  return {
    input: of(a.input, b.input),
    cacheRead: of(a.cacheRead, b.cacheRead),
    cacheWrite: of(a.cacheWrite, b.cacheWrite),
    cacheWriteOneHour: of(a.cacheWriteOneHour, b.cacheWriteOneHour),
    audioInput: of(a.audioInput, b.audioInput),
    output: of(a.output, b.output),
    audioOutput: of(a.audioOutput, b.audioOutput),
    reasoning,
  }
}

/**
 * Counts the tools that ran at the provider. A search has a fee. A fetched page costs only its tokens. The cost of other
 * tools is not known here: https://platform.claude.com/docs/en/about-claude/pricing#specific-tool-pricing
 */
export function toolUsesOf(serverToolUse: unknown): ToolUses {
  if (!isRecord(serverToolUse)) return noUses
  let searches = 0
  let other = 0
  for (const [name, value] of Object.entries(serverToolUse)) {
    if (value === 0 || value === null || name === 'web_fetch_requests') continue
    if (name === 'web_search_requests') searches = countOf(value) ?? 0
    else if (typeof value === 'number') other += countOf(value) ?? 1
  }
  return usesOf(searches, other)
}

export function usesOf(searches: number, other: number): ToolUses {
  if (searches === 0 && other === 0) return noUses
  return { ...(searches > 0 && { 'web-search': searches }), ...(other > 0 && { other }) }
}
