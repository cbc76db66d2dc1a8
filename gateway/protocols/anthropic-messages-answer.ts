import type { TokenCounts } from '../contract/chat.ts'
import { countOf, isRecord, type JsonRecord, parseJson, textOf } from './json-value.ts'
import type { ReportedUsage, StreamMeter } from './wire-protocol.ts'

/**
 * `input_tokens` excludes what was read from or written to the prompt cache:
 * https://docs.anthropic.com/en/api/messages#response-usage
 */
function toTokens(usage: JsonRecord): TokenCounts | undefined {
  const input = countOf(usage.input_tokens)
  const output = countOf(usage.output_tokens)
  if (input === undefined || output === undefined) return undefined
  const written = countOf(usage.cache_creation_input_tokens) ?? 0
  const byAge = isRecord(usage.cache_creation) ? usage.cache_creation : {}
  const oneHour = Math.min(countOf(byAge.ephemeral_1h_input_tokens) ?? 0, written)
  const outputDetails = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {}
  return {
    input,
    cacheRead: countOf(usage.cache_read_input_tokens) ?? 0,
    cacheWrite: written - oneHour,
    cacheWriteOneHour: oneHour,
    output,
    reasoning: countOf(outputDetails.thinking_tokens),
  }
}

export function readAnthropicAnswer(answer: unknown): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const tokens = isRecord(body.usage) ? toTokens(body.usage) : undefined
  const blocks = Array.isArray(body.content) ? body.content.filter(isRecord) : []
  return { usage: { tokens, complete: tokens !== undefined }, text: blocks.map(writtenIn).join('') }
}

/** The events: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function createAnthropicMeter(onText: (text: string) => void): StreamMeter {
  let reported: JsonRecord = {}
  let complete = false
  let ended = false
  let failed = false

  function note(usage: unknown): void {
    // The counts are cumulative, and a later event repeats only some: the last word on each field holds.
    if (isRecord(usage)) reported = { ...reported, ...withoutNulls(usage) }
  }

  return {
    read({ data }) {
      const event = data === undefined ? undefined : parseJson(data)
      if (!isRecord(event)) return 'other'
      switch (event.type) {
        case 'message_start':
          if (isRecord(event.message)) note(event.message.usage)
          return 'other'
        case 'content_block_start':
          return wrote(isRecord(event.content_block) ? writtenIn(event.content_block) : '', onText)
        case 'content_block_delta':
          return wrote(isRecord(event.delta) ? writtenIn(event.delta) : '', onText)
        case 'message_delta':
          note(event.usage)
          complete = isRecord(event.usage)
          return 'other'
        case 'message_stop':
          ended = true
          return 'other'
        case 'error':
          failed = true
          ended = true
          return 'other'
        default:
          return 'other'
      }
    },
    get usage() {
      const tokens = toTokens(reported)
      return { tokens, complete: complete && tokens !== undefined }
    },
    get ended() {
      return ended
    },
    get failed() {
      return failed
    },
  }
}

function wrote(text: string, onText: (text: string) => void): 'content' | 'other' {
  if (text === '') return 'other'
  onText(text)
  return 'content'
}

/** A whole block or a delta of one: text, shown thinking, the name and input of a tool call. */
function writtenIn(part: JsonRecord): string {
  const input = isRecord(part.input) && Object.keys(part.input).length > 0 ? JSON.stringify(part.input) : ''
  const name = part.type === 'tool_use' || part.type === 'server_tool_use' ? textOf(part.name) : ''
  return textOf(part.text) + textOf(part.thinking) + textOf(part.partial_json) + name + input
}

function withoutNulls(usage: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(usage).filter(([, value]) => value !== null && value !== undefined),
  )
}
