// Writes answers for clients: https://docs.anthropic.com/en/docs/build-with-claude/streaming
import { isRecord, type JsonRecord, parseExactJson, textOf } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerHead, AnswerPart, AnswerUsage } from '../../chat/answer-part.ts'
import type { AnswerEncoder } from '../../chat/translation.ts'
import { outputTokens } from '../../contract/chat.ts'
import { type AnswerBlock, AnswerBlocks } from './answer-blocks.ts'

type Finish = Extract<AnswerPart, { type: 'finish' }>

/**
 * Blocks are numbered from 0 without a gap, and only one is open at a time: clients find a block by its number and append to
 * it. So the first of several calls that run side by side is written as it comes, and the others wait for its end.
 */
export function createEncoder(head: AnswerHead): AnswerEncoder {
  const blocks = new AnswerBlocks()
  let finish: Finish | undefined
  let isBegun = false
  let index = 0
  let open: AnswerBlock | undefined

  function begin(): string {
    if (isBegun) return ''
    isBegun = true
    return event('message_start', { message: messageOf(head, [], undefined, undefined) })
  }

  function writeWaiting(): string {
    let events = ''
    for (let block = blocks.waiting[0]; block !== undefined; block = blocks.waiting[0]) {
      if (open === undefined) events += event('content_block_start', { index, content_block: block.start })
      open = block
      for (const delta of block.deltas) events += event('content_block_delta', { index, delta })
      block.deltas = []
      if (!block.isComplete) break
      events += event('content_block_stop', { index })
      blocks.waiting.shift()
      open = undefined
      index++
    }
    return events
  }

  return {
    write(part) {
      if (part.type === 'finish' && part.choice === 0) finish ??= part
      blocks.add(part)
      return begin() + writeWaiting()
    },
    end(usage) {
      blocks.completeAll()
      const events = begin() + writeWaiting()
      const delta = { ...stopOf(finish, blocks), container: null }
      return (
        events + event('message_delta', { delta, usage: usageOf(usage, head) }) + event('message_stop', {})
      )
    },
  }
}

export function writeWhole(parts: readonly AnswerPart[], usage: AnswerUsage, head: AnswerHead): JsonRecord {
  const blocks = new AnswerBlocks()
  for (const part of parts) blocks.add(part)
  blocks.completeAll()
  const finish = parts.find((part): part is Finish => part.type === 'finish' && part.choice === 0)
  const isCut = finish?.reason === 'length' || finish?.reason === 'content-filter'
  const content = blocks.waiting.map(block => wholeBlock(block, isCut))
  return messageOf(head, content, stopOf(finish, blocks), usage)
}

function messageOf(
  head: AnswerHead,
  content: readonly JsonRecord[],
  stop: JsonRecord | undefined,
  usage: AnswerUsage,
): JsonRecord {
  return {
    id: `msg_${head.id}`,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content,
    ...(stop ?? { stop_reason: null, stop_sequence: null, stop_details: null }),
    container: null,
    diagnostics: null,
    usage: {
      ...usageOf(usage, head),
      cache_creation: usage
        ? {
            ephemeral_5m_input_tokens: usage.cacheWrite,
            ephemeral_1h_input_tokens: usage.cacheWriteOneHour,
          }
        : null,
      inference_geo: null,
      service_tier: null,
      speed: null,
    },
  }
}

/**
 * Input excludes what was read from or written to the cache. Where nobody knows the usage, the gateway's own count of the
 * input stands, and no output: the format has no way to leave it out.
 */
function usageOf(usage: AnswerUsage, head: AnswerHead): JsonRecord {
  return {
    input_tokens: usage === undefined ? head.inputTokens : usage.input + usage.audioInput,
    cache_creation_input_tokens: usage === undefined ? 0 : usage.cacheWrite + usage.cacheWriteOneHour,
    cache_read_input_tokens: usage?.cacheRead ?? 0,
    output_tokens: usage === undefined ? 0 : outputTokens(usage),
    output_tokens_details: usage?.reasoning === undefined ? null : { thinking_tokens: usage.reasoning },
    server_tool_use: null,
  }
}

function stopOf(finish: Finish | undefined, { hasCalls, refusal }: AnswerBlocks): JsonRecord {
  const stop = (stop_reason: string) => ({ stop_reason, stop_sequence: null, stop_details: null })
  const reason = finish?.reason ?? 'stop'
  if (reason === 'length') return stop('max_tokens')
  if (reason === 'content-filter' || (refusal !== '' && !hasCalls)) {
    const stop_details = { type: 'refusal', category: null, explanation: refusal || null }
    return { ...stop('refusal'), stop_details }
  }
  if (hasCalls) return stop('tool_use')
  const stopSequence = finish?.stopSequence
  if (stopSequence !== undefined) return { ...stop('stop_sequence'), stop_sequence: stopSequence }
  return stop('end_turn')
}

/** A block as its deltas leave it. */
function wholeBlock({ start, deltas }: AnswerBlock, isCut: boolean): JsonRecord {
  const joined = (name: string) => deltas.map(delta => textOf(delta[name])).join('')
  switch (start.type) {
    case 'text': {
      const citations = deltas.flatMap(({ citation }) => (citation === undefined ? [] : [citation]))
      return { ...start, text: joined('text'), citations: citations.length > 0 ? citations : null }
    }
    case 'thinking':
      return { ...start, thinking: joined('thinking'), signature: joined('signature') }
    case 'tool_use': {
      return { ...start, input: inputOf(joined('partial_json'), isCut) }
    }
    default:
      return start
  }
}

/**
 * An input has to be an object. Of arguments that were cut off, the reason to stop tells that they are not complete. Others that
 * a model got wrong stay as they are, in the member that clients wrap them in themselves, so that no tool runs without any:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming#handling-invalid-json-in-tool-responses
 */
function inputOf(text: string, isCut: boolean): unknown {
  const input = text.trim() === '' ? {} : parseExactJson(text)
  if (text.trimStart().startsWith('{') && isRecord(input)) return input
  return isCut || text.trim() === '' ? {} : { INVALID_JSON: text }
}

function event(type: string, body: JsonRecord): string {
  return encodeSseEvent(type, JSON.stringify({ type, ...body }))
}
