// The sandbox answers from within the process, so that newcomers can see everything work without a key. It echoes the
// last message in the caller's format and reports usage. The same request always gets the same answer, but for the time in it.
import { createHash } from 'node:crypto'
import { isRecord, type JsonRecord, textOf } from '../bytes/json-value.ts'
import { encodeSseEvent } from '../bytes/sse.ts'
import { asTheNumbersSay } from '../chat/usage-reporting.ts'
import { nanoUsd } from '../contract/units.ts'
import { type Price, type Rate, wholePrice } from '../pricing/price.ts'
import type { ProviderAdapter, SimulatedAnswer, SimulatedCall } from './adapter.ts'
import { lastContent, sandboxContent } from './sandbox-content.ts'
import { lineAnswer } from './sandbox-lines.ts'
import { sandboxVectors } from './sandbox-vectors.ts'
import { simulatedResponse } from './simulated-response.ts'

export const sandboxId = 'sandbox'
export const sandboxModel = 'echo'

const rate = (dollarsPerMillion: string): Rate => ({ base: nanoUsd(dollarsPerMillion), tiers: [] })

/** A pretended price, so that there is a cost to see. The sandbox's rows are kept out of real totals. */
export const sandboxPrice: Price = {
  source: 'sandbox (pretended)',
  dateIso: undefined,
  input: rate('1'),
  cacheRead: rate('1'),
  cacheWrite: rate('1'),
  cacheWriteOneHour: rate('1'),
  audioInput: undefined,
  output: rate('2'),
  audioOutput: undefined,
  reasoning: rate('2'),
  fees: {},
  multiplierOf: () => wholePrice,
}

export const sandbox: ProviderAdapter = {
  kind: sandboxId,
  name: 'Sandbox',
  keyLabel: 'None',
  keyRequired: false,
  keyPageUrl: undefined,
  defaultBaseUrl: undefined,
  paths: {
    'openai-chat': '',
    'openai-responses': '',
    'anthropic-messages': '',
    'ollama-chat': '',
    'ollama-generate': '',
    'gemini-generate': '',
    'gemini-generate-array': '',
    'openai-embeddings': '',
    'ollama-embed': '',
    'ollama-embeddings': '',
    'gemini-embed': '',
  },
  credential: () => ({}),
  models: { path: '', headers: {}, parse: () => undefined },
  pricedAs: () => ({ id: sandboxId }),
  multiplierOf: () => wholePrice,
  prepaidTiers: new Set(),
  dearestMultiplier: wholePrice,
  reporting: () => asTheNumbersSay,
  price: sandboxPrice,
  isSimulated: true,
  servesListedOnly: true,
  answer,
  servedTerms: asked => [asked],
}

/** Each word counts as one token, because the sandbox has no tokenizer. */
function answer(call: SimulatedCall): SimulatedAnswer {
  const words = lastMessage(call.body).match(/\s*\S+/gu) ?? ['(nothing to echo)']
  const spoken = words.slice(0, call.maxOutputTokens ?? words.length)
  const reply: Reply = {
    atMs: call.atMs,
    id: createHash('sha256').update(call.body).digest('hex').slice(0, 24),
    words: spoken,
    cut: spoken.length < words.length,
    inputTokens: call.inputTokens,
  }
  switch (call.format) {
    case 'openai-chat':
      return call.stream ? openAiStream(reply) : openAiJson(reply)
    case 'openai-responses':
      return responseOf(reply, call.stream)
    case 'anthropic-messages':
      return call.stream ? anthropicStream(reply) : anthropicJson(reply)
    case 'ollama-chat':
      return lineAnswer({ ...reply, model: sandboxModel, stream: call.stream }, content => ({
        message: { role: 'assistant', content },
      }))
    case 'ollama-generate':
      return lineAnswer({ ...reply, model: sandboxModel, stream: call.stream }, response => ({ response }))
    case 'gemini-generate':
      return sandboxContent(reply, call.stream ? 'events' : 'whole')
    case 'gemini-generate-array':
      return sandboxContent(reply, 'array')
    case 'openai-embeddings':
    case 'ollama-embed':
    case 'ollama-embeddings':
    case 'gemini-embed':
      return json(sandboxVectors(call.format, call, sandboxModel))
    default:
      return call.format satisfies never
  }
}

function responseOf(reply: Reply, isStream: boolean): SimulatedAnswer {
  const response = simulatedResponse(reply, sandboxModel)
  return isStream ? events(response.events) : json(response.whole)
}

interface Reply {
  readonly atMs: number
  readonly id: string
  readonly words: readonly string[]
  readonly cut: boolean
  readonly inputTokens: number
}

function lastMessage(body: Buffer): string {
  const parsed: unknown = JSON.parse(body.toString('utf8'))
  if (isRecord(parsed) && typeof parsed.prompt === 'string') return parsed.prompt
  if (isRecord(parsed) && Array.isArray(parsed.contents)) return lastContent(parsed.contents)
  const { messages, input } = isRecord(parsed) ? parsed : {}
  if (typeof input === 'string') return input
  const turns = [messages, input].find(Array.isArray)?.filter(isRecord) ?? []
  const content = turns.findLast(turn => turn.role === 'user')?.content
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .filter(isRecord)
    .map(part => textOf(part.text))
    .join(' ')
}

function json(value: JsonRecord): SimulatedAnswer {
  return { contentType: 'application/json', parts: [{ text: JSON.stringify(value), paced: false }] }
}

function events(
  list: readonly (readonly [event: string | undefined, data: JsonRecord | string, paced?: boolean])[],
) {
  const parts = list.map(([event, data, paced = false]) => ({
    text: encodeSseEvent(event, typeof data === 'string' ? data : JSON.stringify(data)),
    paced,
  }))
  return { contentType: 'text/event-stream; charset=utf-8', parts }
}

function openAiUsage({ inputTokens, words }: Reply): JsonRecord {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: words.length,
    total_tokens: inputTokens + words.length,
  }
}

function openAiJson(reply: Reply): SimulatedAnswer {
  const message = { role: 'assistant', content: reply.words.join(''), refusal: null }
  const finish_reason = reply.cut ? 'length' : 'stop'
  const choices = [{ index: 0, message, logprobs: null, finish_reason }]
  const usage = openAiUsage(reply)
  return json({
    id: `chatcmpl-${reply.id}`,
    object: 'chat.completion',
    created: Math.floor(reply.atMs / 1000),
    model: sandboxModel,
    choices,
    usage,
  })
}

function openAiStream(reply: Reply): SimulatedAnswer {
  const head = {
    id: `chatcmpl-${reply.id}`,
    object: 'chat.completion.chunk',
    created: Math.floor(reply.atMs / 1000),
    model: sandboxModel,
  }
  const chunk = (delta: JsonRecord, finish_reason: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    usage: null,
  })
  return events([
    [undefined, chunk({ role: 'assistant', content: '' }, null)],
    ...reply.words.map(word => [undefined, chunk({ content: word }, null), true] as const),
    [undefined, chunk({}, reply.cut ? 'length' : 'stop')],
    [undefined, { ...head, choices: [], usage: openAiUsage(reply) }],
    [undefined, '[DONE]'],
  ])
}

function anthropicMessage(reply: Reply): JsonRecord {
  return {
    id: `msg_${reply.id}`,
    type: 'message',
    role: 'assistant',
    model: sandboxModel,
    stop_sequence: null,
  }
}

function anthropicJson(reply: Reply): SimulatedAnswer {
  return json({
    ...anthropicMessage(reply),
    content: [{ type: 'text', text: reply.words.join('') }],
    stop_reason: reply.cut ? 'max_tokens' : 'end_turn',
    usage: { input_tokens: reply.inputTokens, output_tokens: reply.words.length },
  })
}

function anthropicStream(reply: Reply): SimulatedAnswer {
  const usage = { input_tokens: reply.inputTokens, output_tokens: 1 }
  const message = { ...anthropicMessage(reply), content: [], stop_reason: null, usage }
  const stop_reason = reply.cut ? 'max_tokens' : 'end_turn'
  const typed = (type: string, rest: JsonRecord, paced = false) => [type, { type, ...rest }, paced] as const
  return events([
    typed('message_start', { message }),
    typed('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...reply.words.map(text =>
      typed('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }, true),
    ),
    typed('content_block_stop', { index: 0 }),
    typed('message_delta', {
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: reply.words.length },
    }),
    typed('message_stop', {}),
  ])
}
