// Reads the members that chats and prompts have in common into a `Conversation`:
// https://docs.ollama.com/modelfile#valid-parameters-and-values

import { isRecord, type JsonRecord, plainNumber } from '../../bytes/json-value.ts'
import type { Conversation, OutputFormat, ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'

const ownServerOnly = 'Only a server that runs the model itself knows this.'

/** The members that are read here. Others, such as `keep_alive`, are noted by `noteRest`. */
export const wishMembers = [
  'model',
  'stream',
  'think',
  'format',
  'options',
  'logprobs',
  'top_logprobs',
] as const

type Wishes = Omit<Conversation, 'turns' | 'tools'>

export function readWishes(body: JsonRecord, receipt: Receipt): Wishes {
  return {
    // The answer is a stream unless the request says otherwise: https://docs.ollama.com/api/streaming
    stream: booleanAt(body, 'stream') ?? true,
    ...readOptions(body.options, receipt),
    topLogprobs: readLogprobs(body, receipt),
    outputFormat: readFormat(body.format),
    reasoning: readThink(body.think),
  }
}

const readOptionNames: ReadonlySet<string> = new Set([
  'temperature',
  'top_p',
  'top_k',
  'frequency_penalty',
  'presence_penalty',
  'num_predict',
  'seed',
  'stop',
])

function readOptions(value: unknown, receipt: Receipt): Partial<Wishes> {
  if (value === undefined || value === null) return {}
  if (!isRecord(value)) throw invalid('"options" must be an object.')
  noteRest(value, readOptionNames, 'options.', receipt)
  const number = (name: string) => numberAt(value, name, 'options.')
  const bound = number('num_predict')
  return {
    temperature: number('temperature'),
    topP: number('top_p'),
    topK: number('top_k'),
    frequencyPenalty: number('frequency_penalty'),
    presencePenalty: number('presence_penalty'),
    // Zero or less means that there is no bound.
    maxOutputTokens: bound !== undefined && bound >= 1 ? Math.floor(bound) : undefined,
    seed: number('seed'),
    stopSequences: readStop(value.stop),
  }
}

function readStop(stop: unknown): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined
  const sequences: readonly unknown[] = Array.isArray(stop) ? stop : [stop]
  const texts = sequences.filter(each => typeof each === 'string')
  if (texts.length < sequences.length) throw invalid('"options.stop" must be an array of strings.')
  return texts.length > 0 ? texts : undefined
}

/** https://docs.ollama.com/capabilities/structured-outputs */
function readFormat(format: unknown): OutputFormat | undefined {
  if (format === undefined || format === null || format === '') return undefined
  if (format === 'json') return { type: 'json' }
  if (isRecord(format)) return { type: 'json-schema', schema: format }
  throw invalid('"format" must be "json" or a JSON Schema.')
}

const levels: ReadonlySet<unknown> = new Set(['low', 'medium', 'high', 'max'] satisfies ReasoningEffort[])

/** `true` means the middle level for models that have levels: https://docs.ollama.com/capabilities/thinking */
function readThink(think: unknown): ReasoningWish | undefined {
  if (think === undefined || think === null) return undefined
  if (think === false) return { effort: 'none' }
  if (think === true) return { effort: 'medium', isShown: true }
  if (levels.has(think)) return { effort: think as ReasoningEffort, isShown: true }
  throw invalid('"think" must be true, false, "low", "medium", "high" or "max".')
}

function readLogprobs(body: JsonRecord, receipt: Receipt): number | undefined {
  const top = numberAt(body, 'top_logprobs')
  if (booleanAt(body, 'logprobs')) return top ?? 0
  if (top !== undefined && top > 0) receipt.drop('top_logprobs', 'It says nothing unless logprobs is true.')
  return undefined
}

const reasons: Readonly<Record<string, string>> = {
  keep_alive: 'Only a server that runs the model itself keeps it in memory.',
  'options.num_ctx': 'Only a server that runs the model itself can be told the size of its context.',
  truncate: ownServerOnly,
  shift: ownServerOnly,
}

/** Notes every member that is not in `read` as dropped. `path` is written before its name. */
export function noteRest(
  record: JsonRecord,
  read: ReadonlySet<string>,
  path: string,
  receipt: Receipt,
): void {
  for (const [name, value] of Object.entries(record)) {
    if (read.has(name) || value === undefined || value === null) continue
    const full = path + name.slice(0, 64)
    const reason = path === 'options.' ? ownServerOnly : 'It has no meaning for other providers.'
    receipt.drop(full, Object.hasOwn(reasons, full) ? (reasons[full] ?? reason) : reason)
  }
}

function booleanAt(record: JsonRecord, name: string): boolean | undefined {
  const value = record[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw invalid(`"${name}" must be true or false.`)
  return value
}

function numberAt(record: JsonRecord, name: string, path = ''): number | undefined {
  const value = plainNumber(record[name])
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw invalid(`"${path}${name}" must be a number.`)
  return value
}

/** The text of a member. Empty if there is none. */
export function textAt(record: JsonRecord, name: string, path = ''): string {
  const value = record[name]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw invalid(`"${path}${name}" must be a string.`)
  return value
}
