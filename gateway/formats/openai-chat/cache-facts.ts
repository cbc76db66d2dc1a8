// https://platform.openai.com/docs/api-reference/chat/create
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CachedTurns, CacheFacts } from '../../chat/cache-facts.ts'
import {
  hasOnly,
  hasOtherThanText,
  isFilled,
  isOverOne,
  isPriority,
  keptAtProvider,
  otherThanText,
  paidForSpeed,
  readLastContent,
  recordsOf,
  refusedIf,
  refusedIfGiven,
  searchesTheWeb,
  severalAnswers,
  toBeKept,
  tokenProbabilities,
} from '../cache-refusals.ts'
import { askedUsage } from './asked-usage.ts'
import { createChunkAssembler } from './chunk-assembler.ts'
import { readWhole } from './read-parts.ts'

export const chatCacheFacts: CacheFacts = {
  unkeyed: {
    stream: true,
    stream_options: true,
    user: true,
    safety_identifier: true,
    prompt_cache_key: true,
    prompt_cache_retention: true,
    // https://openrouter.ai/docs/api-reference/parameters
    session_id: true,
    metadata: { user_id: true, session_id: true },
  },
  unkeyedQuery: [],
  refusals: [
    refusedIf(isOverOne, severalAnswers, 'n'),
    refusedIfGiven(tokenProbabilities, 'logprobs'),
    refusedIfGiven(tokenProbabilities, 'top_logprobs'),
    refusedIf(hasOtherThanText, otherThanText, 'modalities'),
    refusedIfGiven(otherThanText, 'audio'),
    refusedIfGiven(toBeKept, 'store'),
    refusedIfGiven(keptAtProvider, 'previous_response_id'),
    refusedIfGiven(keptAtProvider, 'conversation'),
    refusedIf(isPriority, paidForSpeed, 'service_tier'),
    refusedIfGiven(searchesTheWeb, 'web_search_options'),
    // Of compatible servers: https://docs.x.ai/docs/guides/live-search, https://openrouter.ai/docs/features/web-search
    refusedIf(mayBeSearch, searchesTheWeb, 'search_parameters'),
    refusedIfGiven(searchesTheWeb, 'plugins'),
    refusedIfGiven(searchesTheWeb, 'enable_search'),
  ],
  temperatureOf: body => body.temperature,
  readTurns,

  endMark: '[DONE]',
  createAssembler: createChunkAssembler,
  saysItsEnd: ({ choices }) => recordsOf(choices).every(choice => typeof choice.finish_reason === 'string'),
  readWhole: whole => readWhole(whole, () => 'stored'),
  usage: askedUsage,
}

function mayBeSearch(parameters: unknown): boolean {
  return !isRecord(parameters) || parameters.mode !== 'off'
}

function readTurns(body: JsonRecord): CachedTurns {
  const messages = Array.isArray(body.messages) ? body.messages : []
  const last: unknown = messages.at(-1)
  const { hasMedia, textPath } = readLastContent(isRecord(last) ? last.content : undefined, 'text')
  const isUsers = isRecord(last) && last.role === 'user' && hasOnly(last, ['role', 'content', 'name'])
  return {
    tools: toolsOf(body, messages),
    // Sound that a model said before is named by the id under which it is kept.
    isStored: messages.some(message => isRecord(message) && isRecord(message.audio)),
    hasMedia,
    question: isUsers && textPath ? ['messages', messages.length - 1, 'content', ...textPath] : undefined,
  }
}

function toolsOf({ tools, functions }: JsonRecord, messages: readonly unknown[]): CachedTurns['tools'] {
  if (recordsOf(tools).some(({ type }) => type !== 'function' && type !== 'custom')) return 'hosted'
  if (messages.some(isOfTools)) return 'called'
  return isFilled(tools) || isFilled(functions) ? 'offered' : 'none'
}

function isOfTools(message: unknown): boolean {
  if (!isRecord(message)) return false
  const { role, tool_calls: calls, function_call: call } = message
  return role === 'tool' || role === 'function' || isFilled(calls) || isFilled(call)
}
