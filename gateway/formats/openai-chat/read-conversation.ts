// Reads a request of chat completions: https://platform.openai.com/docs/api-reference/chat/create
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import { sayableBound } from '../../chat/output-bound.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { readMessages } from './read-messages.ts'
import { readOutputFormat, readReasoning } from './read-settings.ts'
import { readToolChoice, readTools } from './read-tools.ts'
import { isGiven, readFlag, readList, readNumber, readObject, readText, wrong } from './request-members.ts'

/** Members that are read here, or by the gateway before a request is translated. */
const readMembers: ReadonlySet<string> = new Set(
  `model messages stream stream_options tools tool_choice functions function_call parallel_tool_calls max_tokens
  max_completion_tokens temperature top_p top_k frequency_penalty presence_penalty stop seed n logprobs top_logprobs
  response_format reasoning_effort reasoning thinking enable_thinking service_tier user safety_identifier
  prompt_cache_key verbosity`.split(/\s+/),
)

/** Values that change nothing, so that leaving them out needs no note. */
const defaults: Readonly<Record<string, (value: unknown) => boolean>> = {
  store: value => value === false,
  modalities: value => Array.isArray(value) && value.every(kind => kind === 'text'),
  logit_bias: isEmptyObject,
  metadata: isEmptyObject,
}

/** Why members of the format have no place in a request that is translated. */
const reasons: Readonly<Record<string, string>> = {
  audio: 'Answers in sound cannot be translated.',
  modalities: 'Answers in sound cannot be translated.',
  logit_bias: 'It names tokens of one tokenizer, which other models do not have.',
  metadata: 'It is for the list of stored answers, which the provider does not keep.',
  store: 'The provider does not store answers.',
  prediction: 'The provider takes no prediction of the answer.',
  web_search_options: 'A search at the provider cannot be translated.',
  moderation: 'The provider has no such moderation.',
  prompt_cache_options: 'How long a prompt is cached is said in another way at the provider.',
  prompt_cache_retention: 'How long a prompt is cached is said in another way at the provider.',
}

/** See `CallerTranslation.readConversation`. */
export function readConversation({ body }: ParsedRequest, receipt: Receipt): Conversation {
  const tools = readTools(body, receipt)
  const user = readText(body.safety_identifier, 'safety_identifier') ?? readText(body.user, 'user')
  if (isGiven(body.safety_identifier) && isGiven(body.user) && body.user !== body.safety_identifier)
    receipt.drop('user', 'The safety identifier stands in its place.')
  noteOthers(body, receipt)
  return {
    stream: readFlag(body.stream, 'stream') ?? false,
    turns: readMessages(body.messages, receipt),
    tools,
    toolChoice: readToolChoice(body, receipt),
    // Before there were parallel calls, a model called one function at a time.
    parallelToolCalls: isLegacy(body) ? false : readFlag(body.parallel_tool_calls, 'parallel_tool_calls'),
    maxOutputTokens: readMost(body, receipt),
    temperature: readNumber(body.temperature, 'temperature'),
    topP: readNumber(body.top_p, 'top_p'),
    topK: readNumber(body.top_k, 'top_k'),
    frequencyPenalty: readNumber(body.frequency_penalty, 'frequency_penalty'),
    presencePenalty: readNumber(body.presence_penalty, 'presence_penalty'),
    stopSequences: readStop(body.stop, receipt),
    seed: readNumber(body.seed, 'seed'),
    choices: readNumber(body.n, 'n'),
    topLogprobs: readLogprobs(body, receipt),
    outputFormat: readOutputFormat(body.response_format, receipt),
    verbosity: readText(body.verbosity, 'verbosity'),
    reasoning: readReasoning(body, receipt),
    serviceTier: readText(body.service_tier, 'service_tier'),
    user,
    promptCacheKey: readText(body.prompt_cache_key, 'prompt_cache_key'),
  }
}

/** Whether the caller knows only functions, which tools have replaced, and has to be answered in the same way. */
export function isLegacy(body: JsonRecord): boolean {
  return Array.isArray(body.functions) && body.functions.length > 0 && !isGiven(body.tools)
}

function readMost(body: JsonRecord, receipt: Receipt): number | undefined {
  const most = readNumber(body.max_completion_tokens, 'max_completion_tokens')
  const older = readNumber(body.max_tokens, 'max_tokens')
  if (most === undefined) return sayableBound(older, 'max_tokens', receipt)
  if (older !== undefined && older !== most)
    receipt.drop('max_tokens', 'max_completion_tokens, which has replaced it, stands beside it.')
  return sayableBound(most, 'max_completion_tokens', receipt)
}

function readStop(stop: unknown, receipt: Receipt): readonly string[] | undefined {
  if (!isGiven(stop)) return undefined
  const given = typeof stop === 'string' ? [stop] : readList(stop, 'stop')
  const sequences = given.flatMap((each, at) => readText(each, `stop[${at}]`) || [])
  if (sequences.length < given.length) receipt.drop('stop', 'An empty sequence stops nothing.')
  return sequences.length === 0 ? undefined : sequences
}

function readLogprobs(body: JsonRecord, receipt: Receipt): number | undefined {
  const top = readNumber(body.top_logprobs, 'top_logprobs')
  const isAsked = readFlag(body.logprobs, 'logprobs') ?? false
  if (isAsked) return top ?? 0
  if (top !== undefined && top > 0) receipt.drop('top_logprobs', 'It means nothing without logprobs.')
  return undefined
}

function noteOthers(body: JsonRecord, receipt: Receipt): void {
  if (!Array.isArray(body.messages)) throw wrong('messages', 'an array')
  if (body.messages.length === 0) throw invalid('"messages" must not be empty.')
  const streamOptions = readObject(body.stream_options, 'stream_options') ?? {}
  for (const [name, value] of Object.entries(streamOptions))
    if (name !== 'include_usage' && isGiven(value) && value !== false)
      receipt.drop(`stream_options.${name}`, 'The stream is written by the gateway.')
  for (const [name, value] of Object.entries(body)) {
    if (readMembers.has(name) || !isGiven(value) || defaults[name]?.(value)) continue
    receipt.drop(name, reasons[name] ?? 'The provider’s format has no such member.')
  }
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
