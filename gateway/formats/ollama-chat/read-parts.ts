// Reads a server's answer into the parts that all formats share: https://docs.ollama.com/api/chat

import { isRecord, type JsonRecord, textOf, wordOf } from '../../bytes/json-value.ts'
import type { AnswerPart, FinishReason, UpstreamFailure } from '../../chat/answer-part.ts'
import type { AnswerDecoder, MintIds } from '../../chat/translation.ts'
import { hasError } from './answer.ts'
import { argumentsText } from './call-arguments.ts'

/** Reads a stream. Each tool call comes whole in one line, and the last line says `stop` even if there were calls. */
export function createDecoder(mintId: MintIds): AnswerDecoder {
  const answer = createAnswerReader(mintId)
  return { read: data => answer.read(data), end: () => [] }
}

export function readWhole(answer: unknown, mintId: MintIds): readonly AnswerPart[] {
  if (!isRecord(answer) || (!hasError(answer) && !isRecord(answer.message)))
    return [failed('The provider sent something that is no answer.')]
  if (answer.done === false) return [failed('The provider sent an answer that is not whole.')]
  return createAnswerReader(mintId).read({ ...answer, done: true })
}

/** https://docs.ollama.com/api/errors */
export function readFailure(body: unknown): UpstreamFailure | undefined {
  if (!isRecord(body)) return undefined
  const { error } = body
  if (typeof error === 'string') return error === '' ? undefined : { message: error }
  if (!isRecord(error) || typeof error.message !== 'string') return undefined
  return { message: error.message, kind: wordOf(error.type) }
}

function createAnswerReader(mintId: MintIds) {
  const usedIds = new Set<string>()
  let calls = 0
  let isOver = false

  /** The id from the server, or a new one if there is none or it was used before. */
  function idOf(given: unknown): string {
    const id = textOf(given)
    const chosen = id === '' || usedIds.has(id) ? mintId() : id
    usedIds.add(chosen)
    return chosen
  }

  function readCall(value: unknown): readonly AnswerPart[] {
    const called = isRecord(value) ? value.function : undefined
    const text = isRecord(called) ? argumentsText(called.arguments) : undefined
    if (!isRecord(value) || !isRecord(called) || text === undefined) {
      isOver = true
      return [failed('The provider sent a call of a tool that cannot be read.')]
    }
    const place = { choice: 0, call: calls++ }
    return [
      { type: 'tool-call', ...place, id: idOf(value.id), name: textOf(called.name) },
      { type: 'tool-arguments', ...place, text },
      { type: 'tool-call-end', ...place },
    ]
  }

  return {
    read(line: unknown): readonly AnswerPart[] {
      if (isOver || !isRecord(line)) return []
      if (hasError(line)) {
        isOver = true
        return [{ type: 'error', ...(readFailure(line) ?? { message: 'The provider failed.' }) }]
      }
      const message = isRecord(line.message) ? line.message : {}
      const parts = saidIn(message, line.logprobs)
      for (const call of Array.isArray(message.tool_calls) ? message.tool_calls : []) {
        if (!isOver) parts.push(...readCall(call))
      }
      if (line.done === true && !isOver) {
        isOver = true
        parts.push(finishOf(line, calls > 0))
      }
      return parts
    },
  }
}

function saidIn({ thinking, content }: JsonRecord, logprobs: unknown): AnswerPart[] {
  const parts: AnswerPart[] = []
  if (textOf(thinking) !== '') parts.push({ type: 'reasoning', choice: 0, text: textOf(thinking) })
  if (textOf(content) !== '') parts.push({ type: 'text', choice: 0, text: textOf(content) })
  const entries = Array.isArray(logprobs) ? logprobs.filter(isRecord).map(logprobEntry) : []
  if (entries.length > 0) parts.push({ type: 'logprobs', choice: 0, entries })
  return parts
}

/** Adds the members that the server leaves out when they are empty. */
function logprobEntry({ token, logprob, bytes, top_logprobs: top }: JsonRecord): JsonRecord {
  const alternatives = Array.isArray(top) ? top.filter(isRecord) : []
  return {
    token,
    logprob,
    bytes: bytes ?? null,
    top_logprobs: alternatives.map(each => ({
      token: each.token,
      logprob: each.logprob,
      bytes: each.bytes ?? null,
    })),
  }
}

/** Older servers give no reason. `load` and `unload` are the answers to a request without messages. */
const reasons: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  [undefined, 'stop'],
  [null, 'stop'],
  ['', 'stop'],
  ['stop', 'stop'],
  ['load', 'stop'],
  ['unload', 'stop'],
  ['length', 'length'],
  // The server has no such word. Gateways write it, this one too.
  ['content_filter', 'content-filter'],
])

function finishOf({ done_reason: said }: JsonRecord, called: boolean): AnswerPart {
  const reason = reasons.get(said)
  if (reason === undefined)
    return failed(
      `The provider ended its answer for a reason that is not known: ${wordOf(said) ?? 'no word'}.`,
    )
  return { type: 'finish', choice: 0, reason: reason === 'stop' && called ? 'tool-calls' : reason }
}

function failed(message: string): AnswerPart {
  return { type: 'error', message }
}
