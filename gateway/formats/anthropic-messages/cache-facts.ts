// https://docs.anthropic.com/en/api/messages
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CachedTurns, CacheFacts } from '../../chat/cache-facts.ts'
import {
  hasOnly,
  isFilled,
  keptAtProvider,
  paidForSpeed,
  readLastContent,
  recordsOf,
  refusedIf,
  refusedIfGiven,
} from '../cache-refusals.ts'
import { createMessageAssembler } from './message-assembler.ts'
import { readWhole } from './read-parts.ts'

export const messagesCacheFacts: CacheFacts = {
  // Clients that stream ask for a tool's input in smaller pieces.
  unkeyed: { stream: true, metadata: { user_id: true }, tools: { eager_input_streaming: true } },
  unkeyedQuery: [],
  refusals: [
    refusedIfGiven(keptAtProvider, 'container'),
    refusedIf(speed => speed !== 'standard', paidForSpeed, 'speed'),
  ],
  temperatureOf: body => body.temperature,
  readTurns,

  createAssembler: createMessageAssembler,
  saysItsEnd: ({ stop_reason: reason }) => typeof reason === 'string',
  readWhole: whole => readWhole(whole, () => 'stored'),
}

function readTurns(body: JsonRecord): CachedTurns {
  const messages = Array.isArray(body.messages) ? body.messages : []
  const last: unknown = messages.at(-1)
  const { hasMedia, textPath } = readLastContent(isRecord(last) ? last.content : undefined, 'text')
  const isUsers = isRecord(last) && last.role === 'user' && hasOnly(last, ['role', 'content'])
  return {
    tools: toolsOf(body, messages),
    isStored: false,
    hasMedia,
    question: isUsers && textPath ? ['messages', messages.length - 1, 'content', ...textPath] : undefined,
  }
}

/** Tools of the provider's own making that the caller runs. */
const runByCaller = /^(custom$|bash_|text_editor_|computer_|memory_)/

function toolsOf({ tools, mcp_servers: servers }: JsonRecord, messages: readonly unknown[]) {
  const isHosted = ({ type }: JsonRecord) => typeof type === 'string' && !runByCaller.test(type)
  if (isFilled(servers) || recordsOf(tools).some(isHosted)) return 'hosted'
  if (messages.some(hasCall)) return 'called'
  return isFilled(tools) ? 'offered' : 'none'
}

function hasCall(message: unknown): boolean {
  return isRecord(message) && recordsOf(message.content).some(({ type }) => /tool/.test(String(type)))
}
