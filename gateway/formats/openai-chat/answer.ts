import {
  implausibleCount,
  isRecord,
  type JsonRecord,
  parseJson,
  textOf,
  wordOf,
} from '../../bytes/json-value.ts'
import { createTextEvents } from '../../bytes/text-events.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { largestOf } from '../../chat/usage-counts.ts'
import { asTheNumbersSay, type UsageReporting } from '../../chat/usage-reporting.ts'
import { noUses, standardTerms } from '../../pricing/bill.ts'
import type { StreamMeter } from '../format.ts'
import { readChatUsage } from './usage.ts'

export function readOpenAiAnswer(
  answer: unknown,
  reporting: UsageReporting = asTheNumbersSay,
): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const text = choicesOf(body)
    .map(choice => writtenIn(choice.message))
    .join('')
  return { usage: toUsage(usageIn(body), wordOf(body.service_tier), true, reporting), text }
}

/**
 * Finds the usage in an answer or in a chunk of one. It is beside the choices, in one of them, or in a member that the
 * server added.
 */
function usageIn(body: JsonRecord): JsonRecord | undefined {
  if (isRecord(body.usage)) return body.usage
  if (isRecord(body.x_groq) && isRecord(body.x_groq.usage)) return body.x_groq.usage
  for (const { usage } of choicesOf(body)) if (isRecord(usage)) return usage
  return undefined
}

function toUsage(
  reported: JsonRecord | undefined,
  serviceTier: string | undefined,
  isWhole: boolean,
  reporting: UsageReporting,
): ReportedUsage {
  const terms = serviceTier === undefined ? standardTerms : { ...standardTerms, serviceTier }
  if (!reported) return { tokens: undefined, complete: false, terms, uses: noUses }
  const { isPartial, ...read } = readChatUsage(reported, reporting)
  const implausible = implausibleCount(reported)
  const { billed, doubt } = read
  // If counts are missing, the provider's own bill is used alone, because it covers everything.
  const tokens = isPartial && billed !== undefined ? undefined : read.tokens
  const isKnown = billed !== undefined || (tokens !== undefined && !isPartial)
  return { ...read, tokens, complete: isWhole && !implausible && isKnown, terms, doubt: implausible ?? doubt }
}

// Matches every event that may say more than text. It cannot match within the text, where quotation marks are escaped.
// If a server escapes the name of a member, the event is found when everything is read at the end.
const tellsMore = /"(?:usage|error)"\s*:\s*\{|"finish_reason"\s*:\s*"/

export function createOpenAiMeter(
  onText: (text: string) => void,
  reporting: UsageReporting = asTheNumbersSay,
  onEvent?: (event: JsonRecord) => void,
): StreamMeter {
  let reported: JsonRecord | undefined
  /** True if text came after the last report, which therefore does not cover everything. */
  let saidSince = false
  let serviceTier: string | undefined
  let ended = false
  let failed = false
  const texts = createTextEvents({
    read: data => void readChunk(data),
    textOf: writtenInChunk,
    // https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options
    paddingKey: 'obfuscation',
    mayTellMore: data => tellsMore.test(data),
    onText,
  })

  function readChunk(data: string): 'preamble' | 'content' | 'usage' | 'other' {
    const chunk = parseJson(data)
    if (!isRecord(chunk)) return 'other'
    onEvent?.(chunk)
    serviceTier = wordOf(chunk.service_tier) ?? serviceTier // every chunk has it, so reading some is enough
    if (isRecord(chunk.error)) ended = failed = true
    const choices = choicesOf(chunk)
    if (choices.some(choice => typeof choice.finish_reason === 'string')) ended = true
    const usage = usageIn(chunk)
    const usageOnly = choices.length === 0 && Array.isArray(chunk.choices) && usage !== undefined
    if (usage) reported = reported ? largestOf(reported, usage) : usage
    if (usageOnly) return 'usage'
    const kind = texts.say(writtenInChunk(chunk), data)
    return kind === 'other' && !isRecord(chunk.error) && choices.every(saysNothing) ? 'preamble' : kind
  }

  // Some servers report with every chunk, or before the first. Until the end comes, such a report is only the count so
  // far.
  const isComplete = () => reported !== undefined && ended && !saidSince

  return {
    read({ data, omittedBytes }) {
      if (data === undefined) return omittedBytes > 0 ? 'other' : 'preamble'
      if (data === '[DONE]') {
        ended = true
        return 'other'
      }
      const before = reported
      const kind = texts.take(data) ?? readChunk(data)
      if (reported !== before) saidSince = false
      else if (kind === 'content' || kind === 'unread') saidSince = true
      return kind
    },
    usage() {
      if (!isComplete()) texts.readAll()
      return toUsage(reported, serviceTier, isComplete(), reporting)
    },
    ended() {
      if (!ended) texts.readAll()
      return ended
    },
    failed: () => failed,
    readAll: texts.readAll,
  }
}

/** Whether a choice only announces an answer and contains none of it. */
function saysNothing({ delta, finish_reason }: JsonRecord): boolean {
  const members = isRecord(delta) ? Object.entries(delta) : []
  return (
    typeof finish_reason !== 'string' &&
    members.every(([name, value]) => name === 'role' || value === '' || value === null)
  )
}

function choicesOf(body: JsonRecord): readonly JsonRecord[] {
  return Array.isArray(body.choices) ? body.choices.filter(isRecord) : []
}

function writtenInChunk(chunk: unknown): string {
  const choices = isRecord(chunk) ? choicesOf(chunk) : []
  return choices.map(choice => writtenIn(choice.delta)).join('')
}

/** All text that is billed as output, including tool calls and the reasoning that is shown. */
function writtenIn(message: unknown): string {
  if (!isRecord(message)) return ''
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isRecord) : []
  const functions = [...calls.map(call => call.function), message.function_call].filter(isRecord)
  const called = functions.map(({ name, arguments: input }) => textOf(name) + textOf(input))
  const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning)
  return reasoning + textOf(message.content) + textOf(message.refusal) + called.join('')
}
