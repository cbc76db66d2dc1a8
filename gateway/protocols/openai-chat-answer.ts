import type { TokenCounts } from '../contract/chat.ts'
import {
  countOf,
  implausibleCount,
  isRecord,
  type JsonRecord,
  parseJson,
  textOf,
  wordOf,
} from './json-value.ts'
import { createChatEnding } from './openai-chat-ending.ts'
import { createTextEvents } from './text-events.ts'
import type { ReportedUsage, StreamMeter } from './wire-protocol.ts'

/**
 * `prompt_tokens` includes audio and what was read from or written to the prompt cache, `completion_tokens` includes
 * audio and reasoning: https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage
 */
function toTokens(usage: unknown): TokenCounts | undefined {
  if (!isRecord(usage)) return undefined
  const prompt = countOf(usage.prompt_tokens)
  const completion = countOf(usage.completion_tokens)
  if (prompt === undefined || completion === undefined) return undefined
  const details = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {}
  // Some compatible servers report the cache beside the details instead of in them.
  const cached = countOf(details.cached_tokens) ?? countOf(usage.prompt_cache_hit_tokens) ?? 0
  const outputDetails = isRecord(usage.completion_tokens_details) ? usage.completion_tokens_details : {}
  const cacheRead = Math.min(cached, prompt)
  const cacheWrite = Math.min(countOf(details.cache_write_tokens) ?? 0, prompt - cacheRead)
  // Audio that was read from the cache is in both details: it is billed as cached, and once.
  const audioInput = Math.min(countOf(details.audio_tokens) ?? 0, prompt - cacheRead - cacheWrite)
  const audioOutput = Math.min(countOf(outputDetails.audio_tokens) ?? 0, completion)
  const output = completion - audioOutput
  const reasoning = countOf(outputDetails.reasoning_tokens)
  return {
    input: prompt - cacheRead - cacheWrite - audioInput,
    cacheRead,
    cacheWrite,
    cacheWriteOneHour: 0,
    audioInput,
    output,
    audioOutput,
    reasoning: reasoning === undefined ? undefined : Math.min(reasoning, output),
  }
}

export function readOpenAiAnswer(answer: unknown): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const tokens = toTokens(body.usage)
  const text = choicesOf(body)
    .map(choice => writtenIn(choice.message))
    .join('')
  const serviceTier = wordOf(body.service_tier)
  const doubt = implausibleCount(body.usage)
  return {
    usage: { tokens, complete: tokens !== undefined && doubt === undefined, serviceTier, doubt },
    text,
  }
}

// What an event must hold to say more than text. Text that holds it is escaped; a name that is, is found by reading all.
const tellsMore = /"(?:usage|error)"\s*:\s*\{|"finish_reason"\s*:\s*"/

export function createOpenAiMeter(onText: (text: string) => void): StreamMeter {
  let tokens: TokenCounts | undefined
  let serviceTier: string | undefined
  let doubt: string | undefined
  let complete = false
  let ended = false
  let failed = false
  const ending = createChatEnding()
  const texts = createTextEvents({
    read: data => void readChunk(data),
    textOf: writtenInChunk,
    // https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options
    paddingKey: 'obfuscation',
    mayTellMore: data => tellsMore.test(data),
    onText,
  })

  function readChunk(data: string): 'content' | 'usage' | 'other' {
    const chunk = parseJson(data)
    if (!isRecord(chunk)) return 'other'
    ending.see(chunk)
    serviceTier = wordOf(chunk.service_tier) ?? serviceTier // in every chunk, so in those that are read
    if (isRecord(chunk.error)) ended = failed = true
    const choices = choicesOf(chunk)
    const usageOnly = choices.length === 0 && Array.isArray(chunk.choices) && isRecord(chunk.usage)
    if (choices.some(choice => typeof choice.finish_reason === 'string')) ended = true
    const reported = toTokens(chunk.usage)
    // Some servers report with every chunk: what they say before the end is only the count so far.
    if (reported) complete = ended || usageOnly
    tokens = reported ?? tokens
    if (isRecord(chunk.usage)) doubt = implausibleCount(chunk.usage)
    return usageOnly ? 'usage' : texts.say(writtenInChunk(chunk), data)
  }

  return {
    read({ data }) {
      if (data === undefined) return 'other'
      if (data !== '[DONE]') return texts.take(data) ?? readChunk(data)
      ended = true
      complete = tokens !== undefined
      return 'other'
    },
    usage() {
      if (!complete) texts.readAll()
      return { tokens, complete: complete && doubt === undefined, serviceTier, doubt }
    },
    ended() {
      if (!ended) texts.readAll()
      return ended
    },
    failed: () => failed,
    readAll: texts.readAll,
    cut() {
      texts.readAll()
      return ending.events()
    },
  }
}

function choicesOf(body: JsonRecord): readonly JsonRecord[] {
  return Array.isArray(body.choices) ? body.choices.filter(isRecord) : []
}

function writtenInChunk(chunk: unknown): string {
  const choices = isRecord(chunk) ? choicesOf(chunk) : []
  return choices.map(choice => writtenIn(choice.delta)).join('')
}

/** Everything that is billed as output, tool calls and shown reasoning included. */
function writtenIn(message: unknown): string {
  if (!isRecord(message)) return ''
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isRecord) : []
  const functions = [...calls.map(call => call.function), message.function_call].filter(isRecord)
  const called = functions.map(({ name, arguments: input }) => textOf(name) + textOf(input))
  const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning)
  return reasoning + textOf(message.content) + textOf(message.refusal) + called.join('')
}
