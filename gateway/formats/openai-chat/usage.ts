// Reads the usage in an answer of the chat format. Hundreds of servers report in this format, each in its own way. The
// description of the provider says which members contain what, and the numbers show how they fit together.

import { countOf, type JsonRecord } from '../../bytes/json-value.ts'
import { billOf, memberAt } from '../../chat/reported-bill.ts'
import { toolUsesOf, usesOf } from '../../chat/usage-counts.ts'
import type { MemberPath, ReportedCount, UsageReporting } from '../../chat/usage-reporting.ts'
import { type Wholes, wholesOf } from '../../chat/usage-wholes.ts'
import type { TokenCounts } from '../../contract/chat.ts'
import type { NanoUsd } from '../../contract/units.ts'
import type { ToolUses } from '../../pricing/bill.ts'

export interface ChatUsage {
  readonly tokens: TokenCounts | undefined
  /** True if some counts are missing. They are zero in `tokens`. */
  readonly isPartial: boolean
  /** See `ReportedUsage`. */
  readonly total?: number | undefined
  readonly uses: ToolUses
  readonly billed?: NanoUsd | undefined
  readonly doubt?: string | undefined
}

export function readChatUsage(usage: JsonRecord, reporting: UsageReporting): ChatUsage {
  const count = (name: ReportedCount) => firstCount(usage, reporting.counts[name])
  const parts = { cacheRead: count('cacheRead') ?? 0, cacheWrite: count('cacheWrite') ?? 0 }
  const reasoning = count('reasoning')
  const audioInput = count('audioInput') ?? 0
  const audioOutput = count('audioOutput') ?? 0
  const { prompt, doubt } = promptOf(count)
  const total = count('total')
  const wholes = wholesOf({
    ...parts,
    prompt,
    completion: completionOf(count),
    total,
    reasoning: reasoning ?? 0,
    reasoningStands: reporting.reasoning,
  })
  const bill = billOf(usage, reporting, wholes ? wholes.input + wholes.output : (total ?? 0))
  const audioDoubt =
    wholes && (audioInput > wholes.input || audioOutput > wholes.output)
      ? 'More audio is reported than there was.'
      : undefined
  return {
    tokens: wholes && toTokens(wholes, { ...parts, reasoning, audioInput, audioOutput }),
    isPartial: wholes?.isPartial ?? false,
    total: wholes ? undefined : total,
    uses: usesIn(usage, reporting),
    billed: bill.billed,
    doubt:
      doubt ??
      wholes?.doubt ??
      audioDoubt ??
      bill.doubt ??
      (wholes || total === undefined ? undefined : totalAlone),
  }
}

const totalAlone = 'Only the total is reported.'

/** Reads the prompt as one count, or adds up its parts. */
function promptOf(count: (name: ReportedCount) => number | undefined) {
  const prompt = count('prompt')
  const read = count('cacheRead')
  const missed = count('cacheMiss')
  if (read !== undefined && missed !== undefined) {
    const sum = read + missed
    if (prompt === undefined || prompt === sum) return { prompt: sum }
    return { prompt: Math.max(prompt, sum), doubt: 'What was cached and what was not do not add up.' }
  }
  const text = count('textInput')
  if (prompt !== undefined || text === undefined) return { prompt }
  return { prompt: text + (count('audioInput') ?? 0) + (count('imageInput') ?? 0) }
}

function completionOf(count: (name: ReportedCount) => number | undefined): number | undefined {
  const text = count('textOutput')
  return count('completion') ?? (text === undefined ? undefined : text + (count('audioOutput') ?? 0))
}

interface Parts {
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly reasoning: number | undefined
  readonly audioInput: number
  readonly audioOutput: number
}

/**
 * Divides the tokens into classes that do not overlap. Audio read from the cache is in both counts. It is billed only
 * once, as cached input.
 */
function toTokens(wholes: Wholes, parts: Parts): TokenCounts {
  const cacheRead = Math.min(parts.cacheRead, wholes.input)
  const cacheWrite = Math.min(parts.cacheWrite, wholes.input - cacheRead)
  const rest = wholes.input - cacheRead - cacheWrite
  const audioInput = Math.min(parts.audioInput, rest)
  const audioOutput = Math.min(parts.audioOutput, wholes.output)
  const output = wholes.output - audioOutput
  return {
    input: rest - audioInput,
    cacheRead,
    cacheWrite,
    cacheWriteOneHour: 0,
    audioInput,
    output,
    audioOutput,
    reasoning: parts.reasoning === undefined ? undefined : Math.min(parts.reasoning, output),
  }
}

function usesIn(usage: JsonRecord, { unpriced }: UsageReporting): ToolUses {
  const hosted = toolUsesOf(usage.server_tool_use)
  if (unpriced.length === 0) return hosted
  const other = unpriced.reduce((sum, path) => sum + (countOf(memberAt(usage, path)) ?? 0), 0)
  return other === 0 ? hosted : usesOf(hosted['web-search'] ?? 0, (hosted.other ?? 0) + other)
}

function firstCount(usage: JsonRecord, paths: readonly MemberPath[]): number | undefined {
  for (const path of paths) {
    const found = countOf(memberAt(usage, path))
    if (found !== undefined) return found
  }
  return undefined
}
