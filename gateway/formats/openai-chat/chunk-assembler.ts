// Puts a whole chat completion together from the chunks of its stream, as the official clients do.
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerAssembler } from '../../chat/cache-facts.ts'

interface OpenChoice {
  readonly index: unknown
  readonly message: Record<string, unknown>
  readonly rest: Record<string, unknown>
}

/** The whole answer has the ids, times and usage of the stream: https://platform.openai.com/docs/api-reference/chat/object */
export function createChunkAssembler(): AnswerAssembler {
  const choices = new Map<unknown, OpenChoice>()
  const head: Record<string, unknown> = {}
  let counts: JsonRecord | undefined
  let hasFailed = false

  function addChoice({ index = 0, delta, ...rest }: JsonRecord): void {
    const open = choices.get(index) ?? { index, message: {}, rest: { logprobs: null } }
    choices.set(index, open)
    fill(open.rest, rest)
    if (isRecord(delta)) merge(open.message, delta)
  }

  return {
    add({ choices: list, usage, obfuscation: _, ...rest }) {
      if (isRecord(rest.error)) hasFailed = true
      fill(head, rest)
      if (isRecord(usage)) counts = usage
      if (Array.isArray(list)) for (const choice of list) if (isRecord(choice)) addChoice(choice)
    },
    whole() {
      if (hasFailed || choices.size === 0) return undefined
      const said = [...choices.values()].map(asChoice)
      return { ...head, object: 'chat.completion', choices: said, ...(counts && { usage: counts }) }
    },
  }
}

function asChoice({ index, message, rest }: OpenChoice): JsonRecord {
  const { role = 'assistant', content = null, refusal = null, tool_calls: calls, ...others } = message
  const called = Array.isArray(calls) ? { tool_calls: calls.map(withoutIndex) } : {}
  return { index, message: { role, content, refusal, ...others, ...called }, ...rest }
}

function withoutIndex(call: unknown): unknown {
  if (!isRecord(call)) return call
  const { index: _, ...rest } = call
  return rest
}

/** Takes the members that are not null. The last chunk that has one counts. */
function fill(record: Record<string, unknown>, more: JsonRecord): void {
  for (const name in more) if (more[name] !== null) record[name] = more[name]
}

/** Names whose values come whole, and again in each chunk of some servers. */
const cameWhole = new Set(['role', 'id', 'type', 'name', 'format', 'index'])

/** Texts follow each other, and entries of a list belong to their index. */
function merge(said: Record<string, unknown>, more: JsonRecord): void {
  for (const name in more) {
    const value = more[name]
    const before = said[name]
    if (value === null) said[name] ??= null
    else if (typeof value === 'string' && typeof before === 'string')
      said[name] = cameWhole.has(name) ? value || before : before + value
    else if (Array.isArray(value)) said[name] = mergeList(Array.isArray(before) ? before : [], value)
    else if (isRecord(value)) {
      const merged = isRecord(before) ? { ...before } : {}
      merge(merged, value)
      said[name] = merged
    } else said[name] = value
  }
}

function mergeList(list: unknown[], more: readonly unknown[]): readonly unknown[] {
  for (const entry of more) {
    if (!isRecord(entry)) {
      list.push(entry)
      continue
    }
    const begun = list.find(
      (each): each is Record<string, unknown> =>
        isRecord(each) && typeof entry.index === 'number' && each.index === entry.index,
    )
    const open = begun ?? {}
    if (!begun) list.push(open)
    merge(open, entry)
  }
  return list
}
