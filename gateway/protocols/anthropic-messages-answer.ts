import { noTokens, type TokenCounts } from '../contract/chat.ts'
import { createMessagesEnding } from './anthropic-messages-ending.ts'
import {
  countOf,
  implausibleCount,
  isRecord,
  type JsonRecord,
  parseJson,
  textOf,
  wordOf,
} from './json-value.ts'
import { createTextEvents } from './text-events.ts'
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
  const thinking = countOf(outputDetails.thinking_tokens)
  return {
    ...noTokens,
    input,
    cacheRead: countOf(usage.cache_read_input_tokens) ?? 0,
    cacheWrite: written - oneHour,
    cacheWriteOneHour: oneHour,
    output,
    reasoning: thinking === undefined ? undefined : Math.min(thinking, output),
  }
}

/** The tier stands beside the counts: https://docs.anthropic.com/en/api/service-tiers */
function toUsage(usage: JsonRecord, complete: boolean): ReportedUsage {
  const tokens = toTokens(usage)
  const doubt = implausibleCount(usage)
  const isBelieved = tokens !== undefined && doubt === undefined
  return { tokens, complete: complete && isBelieved, serviceTier: wordOf(usage.service_tier), doubt }
}

export function readAnthropicAnswer(answer: unknown): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const blocks = Array.isArray(body.content) ? body.content : []
  return {
    usage: toUsage(isRecord(body.usage) ? body.usage : {}, true),
    text: blocks.map(writtenIn).join(''),
  }
}

/** The events: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function createAnthropicMeter(onText: (text: string) => void): StreamMeter {
  let reported: JsonRecord = {}
  let complete = false
  let end: 'message_stop' | 'error' | undefined
  const ending = createMessagesEnding()
  const texts = createTextEvents({
    read: data => void readEvent(data),
    textOf: event => (isRecord(event) ? writtenIn(event.delta) : ''),
    mayTellMore: data => !data.startsWith('{"type":"content_block_delta"'),
    onText,
  })

  function note(usage: unknown): void {
    // The counts are cumulative, and a later event repeats only some: the last word on each field holds.
    if (isRecord(usage)) reported = { ...reported, ...withoutNulls(usage) }
  }

  function readEvent(data: string): 'content' | 'other' {
    const event = parseJson(data)
    if (!isRecord(event)) return 'other'
    ending.see(event)
    switch (event.type) {
      case 'message_start':
        if (isRecord(event.message)) note(event.message.usage)
        break
      case 'content_block_start':
        return texts.say(writtenIn(event.content_block), data)
      case 'content_block_delta':
        return texts.say(writtenIn(event.delta), data)
      case 'message_delta':
        note(event.usage)
        complete = isRecord(event.usage)
        break
      case 'message_stop':
      case 'error':
        end = event.type
    }
    return 'other'
  }

  return {
    read: ({ data }) => (data === undefined ? 'other' : (texts.take(data) ?? readEvent(data))),
    usage() {
      if (!complete) texts.readAll()
      return toUsage(reported, complete)
    },
    ended: () => end !== undefined,
    failed: () => end === 'error',
    readAll: texts.readAll,
    cut: ending.events,
  }
}

/** A whole block or a delta of one: text, shown thinking, the name and input of a tool call. */
function writtenIn(part: unknown): string {
  if (!isRecord(part)) return ''
  const input = isRecord(part.input) && Object.keys(part.input).length > 0 ? JSON.stringify(part.input) : ''
  const name = part.type === 'tool_use' || part.type === 'server_tool_use' ? textOf(part.name) : ''
  return textOf(part.text) + textOf(part.thinking) + textOf(part.partial_json) + name + input
}

function withoutNulls(usage: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(usage).filter(([, value]) => value !== null && value !== undefined),
  )
}
