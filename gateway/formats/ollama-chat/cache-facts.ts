// https://docs.ollama.com/api/chat
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CachedTurns, CacheFacts } from '../../chat/cache-facts.ts'
import { hasOnly, isFilled, refusedIfGiven, tokenProbabilities } from '../cache-refusals.ts'
import { createChatLineAssembler } from './line-assembler.ts'
import { readWhole } from './read-parts.ts'

export const localChatCacheFacts: CacheFacts = {
  // `keep_alive` is how long the server keeps the model in memory.
  unkeyed: { stream: true, keep_alive: true },
  unkeyedQuery: [],
  refusals: [
    refusedIfGiven(tokenProbabilities, 'logprobs'),
    refusedIfGiven(tokenProbabilities, 'top_logprobs'),
  ],
  temperatureOf: ({ options }) => (isRecord(options) ? options.temperature : undefined),
  readTurns,

  createAssembler: createChatLineAssembler,
  saysItsEnd: ({ done }) => done === true,
  readWhole: whole => readWhole(whole, () => 'stored'),
}

function readTurns({ messages: list, tools }: JsonRecord): CachedTurns {
  const messages = Array.isArray(list) ? list : []
  const last: unknown = messages.at(-1)
  const isQuestion = isRecord(last) && last.role === 'user' && hasOnly(last, ['role', 'content', 'images'])
  const hasMedia = isRecord(last) && isFilled(last.images)
  return {
    tools: messages.some(hasCall) ? 'called' : isFilled(tools) ? 'offered' : 'none',
    isStored: false,
    hasMedia,
    question: isQuestion && !hasMedia ? ['messages', messages.length - 1, 'content'] : undefined,
  }
}

function hasCall(message: unknown): boolean {
  return isRecord(message) && (message.role === 'tool' || isFilled(message.tool_calls))
}
