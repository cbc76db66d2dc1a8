// https://platform.openai.com/docs/api-reference/responses/create
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CachedTurns, CacheFacts } from '../../chat/cache-facts.ts'
import {
  hasOnly,
  hasOtherThanText,
  isFilled,
  isPriority,
  keptAtProvider,
  otherThanText,
  paidForSpeed,
  readLastContent,
  recordsOf,
  refusedIf,
  refusedIfGiven,
  toBeKept,
  tokenProbabilities,
} from '../cache-refusals.ts'
import { readWholeResponse } from './read-parts.ts'
import { createResponseAssembler } from './response-assembler.ts'

export const responsesCacheFacts: CacheFacts = {
  // A response repeats the ids of who asked. They stay in the key, so that nobody is told those of someone else.
  unkeyed: { stream: true, stream_options: true },
  unkeyedQuery: [],
  refusals: [
    refusedIfGiven(keptAtProvider, 'previous_response_id'),
    refusedIfGiven(keptAtProvider, 'conversation'),
    refusedIfGiven(keptAtProvider, 'prompt'),
    // What is not said is not asked for, although the provider's own default is to keep answers.
    refusedIfGiven(toBeKept, 'store'),
    refusedIfGiven(toBeKept, 'background'),
    refusedIfGiven(tokenProbabilities, 'top_logprobs'),
    refusedIf(includesLogprobs, tokenProbabilities, 'include'),
    refusedIf(hasOtherThanText, otherThanText, 'modalities'),
    refusedIfGiven(otherThanText, 'audio'),
    refusedIf(isPriority, paidForSpeed, 'service_tier'),
  ],
  temperatureOf: body => body.temperature,
  readTurns,

  createAssembler: createResponseAssembler,
  saysItsEnd: ({ status }) => status === 'completed',
  readWhole: whole => readWholeResponse(whole, () => 'stored'),
}

function includesLogprobs(include: unknown): boolean {
  return Array.isArray(include) && include.some(name => String(name).endsWith('logprobs'))
}

function readTurns(body: JsonRecord): CachedTurns {
  const { input } = body
  if (typeof input === 'string')
    return { tools: toolsOf(body, []), isStored: false, hasMedia: false, question: ['input'] }
  const items = Array.isArray(input) ? input : []
  const last: unknown = items.at(-1)
  const { hasMedia, textPath } = readLastContent(isRecord(last) ? last.content : undefined, 'input_text')
  const isUsers =
    isRecord(last) &&
    last.role === 'user' &&
    (last.type ?? 'message') === 'message' &&
    hasOnly(last, ['type', 'role', 'content'])
  return {
    tools: toolsOf(body, items),
    isStored: items.some(item => isRecord(item) && item.type === 'item_reference'),
    hasMedia,
    question: isUsers && textPath ? ['input', items.length - 1, 'content', ...textPath] : undefined,
  }
}

function toolsOf({ tools }: JsonRecord, items: readonly unknown[]): CachedTurns['tools'] {
  if (recordsOf(tools).some(({ type }) => type !== 'function' && type !== 'custom')) return 'hosted'
  if (items.some(item => isRecord(item) && /_(call|output)$|^mcp_/.test(String(item.type)))) return 'called'
  return isFilled(tools) ? 'offered' : 'none'
}
