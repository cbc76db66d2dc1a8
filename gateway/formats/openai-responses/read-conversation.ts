import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, Turn } from '../../chat/conversation.ts'
import { sayableBound } from '../../chat/output-bound.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { readInput } from './read-input.ts'
import { readReasoning, readTextWish, readToolChoice, readTopLogprobs } from './read-options.ts'
import { readTools } from './read-tools.ts'
import { noteUnread, readFlag, readNumber, readObject, readText } from './wire-members.ts'

/** Reads a request that goes to a provider of another format. */
export function readResponsesConversation({ body }: ParsedRequest, receipt: Receipt): Conversation {
  refuseKept(body)
  const offered = readTools(body, receipt)
  const { tools, toolChoice } = readToolChoice(body, offered, receipt)
  const instructions = readText(body.instructions, 'instructions')
  const first: readonly Turn[] =
    instructions === undefined || instructions === ''
      ? []
      : [{ role: 'system', parts: [{ type: 'text', text: instructions }] }]
  if (first.length > 0) receipt.placeTurn('instructions', ['instructions'])
  noteOthers(body, receipt)
  return {
    stream: readFlag(body.stream, 'stream') ?? false,
    turns: [...first, ...readInput(body.input, receipt)],
    tools: tools.map(({ definition }) => definition),
    toolChoice,
    parallelToolCalls: readFlag(body.parallel_tool_calls, 'parallel_tool_calls'),
    maxOutputTokens: sayableBound(
      readNumber(body.max_output_tokens, 'max_output_tokens'),
      'max_output_tokens',
      receipt,
    ),
    temperature: readNumber(body.temperature, 'temperature'),
    topP: readNumber(body.top_p, 'top_p'),
    topLogprobs: readTopLogprobs(body, receipt),
    ...readTextWish(body, receipt),
    reasoning: readReasoning(body, receipt),
    serviceTier: readText(body.service_tier, 'service_tier'),
    user: readText(body.safety_identifier, 'safety_identifier') ?? readText(body.user, 'user'),
    promptCacheKey: readText(body.prompt_cache_key, 'prompt_cache_key'),
  }
}

const elsewhere = 'The model of this request is at a provider that does not keep it'

/** What stands for something that only another provider keeps: without it, the model would answer something else. */
function refuseKept(body: JsonRecord): void {
  for (const key of ['previous_response_id', 'conversation'])
    if (isSaid(body[key]))
      throw invalid(`"${key}" names a conversation. ${elsewhere}: send the whole conversation in "input".`)
  if (isSaid(body.prompt))
    throw invalid(`"prompt" names a template. ${elsewhere}: send its text in "instructions" or "input".`)
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null
}

const read = new Set([
  ...['model', 'input', 'instructions', 'stream', 'tools', 'tool_choice', 'parallel_tool_calls'],
  ...['max_output_tokens', 'temperature', 'top_p', 'top_logprobs', 'include', 'text', 'reasoning'],
  ...['service_tier', 'user', 'safety_identifier', 'prompt_cache_key'],
  // Answered by the gateway itself, see `noteOthers`.
  ...['store', 'metadata', 'truncation', 'background', 'stream_options', 'max_tool_calls', 'client_metadata'],
])

function noteOthers(body: JsonRecord, receipt: Receipt): void {
  if (body.store === true)
    receipt.drop('store', 'The provider keeps no answers that could be asked for later.')
  if (Object.keys(readObject(body.metadata, 'metadata') ?? {}).length > 0)
    receipt.change('metadata', 'It is in the answer, and is not sent to the provider.')
  if (isSaid(body.client_metadata))
    receipt.drop('client_metadata', 'It is for a provider that speaks this format.')
  if (readText(body.truncation, 'truncation') === 'auto')
    receipt.drop('truncation', 'The provider refuses what is too long for the model.')
  if (readObject(body.stream_options, 'stream_options')?.include_obfuscation === true)
    receipt.drop('stream_options.include_obfuscation', 'The lengths of the events are not hidden.')
  if (isSaid(body.max_tool_calls))
    receipt.drop('max_tool_calls', 'It bounds tools that run at a provider of this format.')
  if (isSaid(body.safety_identifier) && isSaid(body.user))
    receipt.drop('user', 'The safety identifier stands for the person.')
  noteUnread(body, read, '', receipt)
}
