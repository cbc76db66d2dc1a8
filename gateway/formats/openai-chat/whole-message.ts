import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerPart } from '../../chat/answer-part.ts'
import { ChoiceDeltas } from './choice-deltas.ts'
import { isLegacy } from './read-conversation.ts'

/** See `isLegacy`. The request may be anything here. */
export function isLegacyRequest(request: unknown): boolean {
  return isRecord(request) && isLegacy(request)
}

/** One choice of a whole answer. It is put together from the same chunks that a stream would have. */
export function messageOf(parts: readonly AnswerPart[], index: number, legacy: boolean): JsonRecord {
  const deltas = new ChoiceDeltas(legacy)
  const texts: Record<string, string> = {}
  const lists: Record<string, unknown[]> = {}
  const entries: unknown[] = []
  const calls = new Map<unknown, Record<string, unknown>>()
  let finishReason = 'stop'
  for (const part of parts) {
    if (part.type === 'error') continue
    if (part.type === 'logprobs') for (const entry of part.entries) entries.push(entry)
    for (const { delta, finishReason: reason } of deltas.stepsOf(part)) {
      finishReason = reason ?? finishReason
      for (const [name, value] of Object.entries(delta)) {
        if (name === 'role') continue
        if (typeof value === 'string') texts[name] = (texts[name] ?? '') + value
        else if (name === 'tool_calls' && Array.isArray(value)) for (const call of value) addCall(calls, call)
        else if (name === 'function_call') addCall(calls, { index: 0, function: value })
        else if (Array.isArray(value)) lists[name] = [...(lists[name] ?? []), ...value]
      }
    }
  }
  const { content = '', refusal = null, ...thoughts } = texts
  const isEmpty = content === '' && (calls.size > 0 || refusal !== null)
  const message = {
    role: 'assistant',
    content: isEmpty ? null : content,
    refusal,
    ...thoughts,
    ...lists,
    ...callsOf([...calls.values()], legacy),
  }
  const logprobs = entries.length > 0 ? { content: entries, refusal: null } : null
  return { index, message, logprobs, finish_reason: finishReason }
}

function addCall(calls: Map<unknown, Record<string, unknown>>, piece: unknown): void {
  if (!isRecord(piece)) return
  const { index, function: said, ...rest } = piece
  const call = calls.get(index) ?? {}
  const before = isRecord(call.function) ? call.function : {}
  const { name = before.name, arguments: more } = isRecord(said) ? said : {}
  calls.set(index, {
    ...call,
    ...rest,
    function: { name, arguments: `${before.arguments ?? ''}${more ?? ''}` },
  })
}

function callsOf(calls: readonly JsonRecord[], legacy: boolean): JsonRecord {
  if (calls.length === 0) return {}
  return legacy ? { function_call: calls[0]?.function } : { tool_calls: calls }
}
