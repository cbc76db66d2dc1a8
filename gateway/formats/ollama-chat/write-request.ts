// Writes a `Conversation` as a chat request to a server: https://docs.ollama.com/api/chat

import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, OutputFormat, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget, WrittenRequest } from '../../chat/translation.ts'
import { dropUnsayable } from '../../chat/unsayable.ts'
import { jsonTextOf } from './call-arguments.ts'
import { localChatCapabilities } from './capabilities.ts'
import { thinkValue } from './think-value.ts'
import { writeMessages } from './write-messages.ts'

export function writeRequest(
  conversation: Conversation,
  { model, contextTokens }: TranslationTarget,
  receipt: Receipt,
): WrittenRequest {
  dropUnsayable(conversation, localChatCapabilities, receipt)
  const tools = toolsSent(conversation, receipt)
  const { outputFormat, topLogprobs } = conversation
  const messages = writeMessages(conversation.turns, receipt)
  const inWords = tools.length > 0 && outputFormat ? formatInWords(outputFormat, receipt) : undefined
  const body = {
    model,
    messages: inWords === undefined ? messages : withInstruction(messages, inWords),
    stream: conversation.stream,
    tools: tools.length > 0 ? tools.map(writeTool) : undefined,
    format: outputFormat && inWords === undefined ? formatOf(outputFormat, receipt) : undefined,
    think: thinkValue(conversation.reasoning, model, receipt),
    logprobs: topLogprobs === undefined ? undefined : true,
    top_logprobs: topLogprobs ? topLogprobs : undefined,
    options: optionsOf(conversation, contextTokens),
  }
  return { path: '/api/chat', query: '', body: defined(body) }
}

/**
 * https://docs.ollama.com/modelfile#valid-parameters-and-values. A prompt that is longer than the context would be cut without a
 * word. The context is the same for every request, since another one loads the model anew.
 */
function optionsOf(conversation: Conversation, contextTokens: number | undefined): JsonRecord | undefined {
  const options = defined({
    num_ctx: contextTokens,
    temperature: conversation.temperature,
    top_p: conversation.topP,
    top_k: conversation.topK,
    frequency_penalty: conversation.frequencyPenalty,
    presence_penalty: conversation.presencePenalty,
    num_predict: conversation.maxOutputTokens,
    seed: conversation.seed,
    stop: conversation.stopSequences,
  })
  return Object.keys(options).length > 0 ? options : undefined
}

function defined(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}

/** The format has no tool choice. Tools that must not be called are left out instead. */
function toolsSent({ tools, toolChoice }: Conversation, receipt: Receipt): readonly ToolDefinition[] {
  tools.forEach(({ strict }, place) => {
    if (strict) receipt.drop(`tools[${place}].strict`, 'Arguments are not bound to their schema.')
  })
  if (tools.length === 0 || !toolChoice || toolChoice.type === 'auto') return tools
  switch (toolChoice.type) {
    case 'none':
      receipt.change('tool_choice', 'The tools are left out, so that none is called.')
      return []
    case 'required':
      receipt.drop('tool_choice', 'The model decides whether it calls a tool.')
      return tools
    case 'tool': {
      receipt.change('tool_choice', 'Only this tool is offered, and the model decides whether it calls it.')
      const chosen = tools.filter(({ name }) => name === toolChoice.name)
      return chosen.length > 0 ? chosen : tools
    }
  }
}

function writeTool({ name, description, parameters }: ToolDefinition): JsonRecord {
  return { type: 'function', function: defined({ name, description, parameters }) }
}

/** `name` is only a label and `strict` is always on here, so neither is noted. */
function formatOf(format: OutputFormat, receipt: Receipt): unknown {
  if (format.type === 'json') return 'json'
  if (format.description !== undefined)
    receipt.drop('response_format.description', 'The model is not told what its answer is for.')
  return format.schema
}

/** Used if there are tools, because none is called while `format` is set: https://github.com/ollama/ollama/issues/8095 */
function formatInWords(format: OutputFormat, receipt: Receipt): string {
  receipt.change('response_format', 'Beside tools it is asked for in words, because it would rule them out.')
  const onlyJson = 'When you give your final answer, write nothing but JSON, without a code fence'
  if (format.type === 'json') return `${onlyJson}.`
  const description = format.description === undefined ? '' : ` It is for: ${format.description}`
  return `${onlyJson}, that fits this JSON Schema:\n${jsonTextOf(format.schema) ?? '{}'}${description}`
}

/** Adds a system message after those at the beginning of the conversation. */
function withInstruction(messages: readonly JsonRecord[], content: string): readonly JsonRecord[] {
  const first = messages.findIndex(({ role }) => role !== 'system')
  const place = first < 0 ? messages.length : first
  return [...messages.slice(0, place), { role: 'system', content }, ...messages.slice(place)]
}
