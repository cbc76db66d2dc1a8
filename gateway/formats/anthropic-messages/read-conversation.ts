// Reads a client's request: https://docs.anthropic.com/en/api/messages
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CacheMark, Conversation, Part, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { isGiven, readCacheMark, readList, readNumber, readRecord, readText } from './read-members.ts'
import { readOutputFormat, readReasoning } from './read-output.ts'
import { readToolChoice, readTools } from './read-tools.ts'
import { TurnReader } from './read-turns.ts'
import { changesNothing } from './usual-members.ts'

const read: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'metadata',
  'service_tier',
  'cache_control',
])

export function readConversation({ body }: ParsedRequest, receipt: Receipt): Conversation {
  for (const [name, value] of Object.entries(body)) {
    if (!read.has(name) && !changesNothing(name, value)) {
      receipt.drop(name, 'Only the provider of this format has this.')
    }
  }
  const turns = new TurnReader(body, receipt)
  const tools = readTools(body, receipt)
  const said = [...turns.readSystem(), ...turns.readMessages()]
  return withoutUndefined({
    stream: readFlag(body, 'stream'),
    turns: markLast(said, readCacheMark(body).cache),
    tools,
    ...readToolChoice(body, tools, receipt),
    maxOutputTokens: readMaxTokens(body),
    temperature: readNumber(body, 'temperature'),
    topP: readNumber(body, 'top_p'),
    topK: readNumber(body, 'top_k'),
    stopSequences: readStopSequences(body),
    outputFormat: readOutputFormat(body, receipt),
    reasoning: readReasoning(body, receipt),
    user: readUser(body, receipt),
    serviceTier: readServiceTier(body),
  })
}

function withoutUndefined(conversation: Conversation): Conversation {
  const given = Object.entries(conversation).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as Conversation
}

function readFlag(body: JsonRecord, name: string): boolean {
  const value = body[name]
  if (isGiven(value) && typeof value !== 'boolean') throw invalid(`"${name}" must be true or false.`)
  return value === true
}

/** Zero fills the provider's cache and answers nothing. Providers of other formats would answer, which costs money. */
function readMaxTokens(body: JsonRecord): number | undefined {
  const value = readNumber(body, 'max_tokens')
  if (value === 0) throw invalid('"max_tokens" of 0 is known only to providers of this format.')
  if (value !== undefined && value < 0) throw invalid('"max_tokens" must not be negative.')
  return value
}

function readStopSequences(body: JsonRecord): readonly string[] | undefined {
  if (!isGiven(body.stop_sequences)) return undefined
  const sequences = readList(body.stop_sequences, 'stop_sequences')
  if (sequences.length === 0) return undefined
  return sequences.map((sequence, index) => readText(sequence, `stop_sequences[${index}]`))
}

function readUser(body: JsonRecord, receipt: Receipt): string | undefined {
  if (!isGiven(body.metadata)) return undefined
  const { user_id, ...others } = readRecord(body.metadata, 'metadata')
  for (const name of Object.keys(others)) {
    receipt.drop(`metadata.${name}`, 'Only the user is known to other formats.')
  }
  return isGiven(user_id) ? readText(user_id, 'metadata.user_id') : undefined
}

/** `auto` is what every provider does where nothing is said. */
function readServiceTier(body: JsonRecord): string | undefined {
  if (!isGiven(body.service_tier) || body.service_tier === 'auto') return undefined
  const tier = readText(body.service_tier, 'service_tier')
  return tier === 'standard_only' ? 'default' : tier
}

/** A mark on the whole request is one on its last block that can have one. */
function markLast(turns: readonly Turn[], cache: CacheMark | undefined): readonly Turn[] {
  const last = turns.at(-1)
  const part = last?.parts.at(-1)
  if (cache === undefined || last === undefined || part === undefined || !canBeMarked(part)) return turns
  const marked = { ...part, cache: part.cache ?? cache }
  return [...turns.slice(0, -1), { ...last, parts: [...last.parts.slice(0, -1), marked] }]
}

function canBeMarked(part: Part): part is Exclude<Part, { type: 'audio' | 'reasoning' | 'refusal' }> {
  return isRecord(part) && part.type !== 'audio' && part.type !== 'reasoning' && part.type !== 'refusal'
}
