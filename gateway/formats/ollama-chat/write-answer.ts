// Writes answers for clients of the server's own endpoints: https://docs.ollama.com/api/chat#response-fields

import { encodeLine } from '../../bytes/json-lines.ts'
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, FinishReason } from '../../chat/answer-part.ts'
import type { AnswerEncoder, CallerTranslation } from '../../chat/translation.ts'
import { inputTokens, outputTokens } from '../../contract/chat.ts'
import { argumentsFrom, wrapped } from './call-arguments.ts'

/** The content of one line, or of a whole answer. */
export interface Said {
  readonly content: string
  readonly thinking?: string
  readonly tool_calls?: readonly JsonRecord[]
}

type AnswerOut = Pick<CallerTranslation, 'createEncoder' | 'writeWhole' | 'failureBody'>

/** `say` makes the members that hold the content at this endpoint. `atEnd` is added to the last line. */
export function answersAs(say: (said: Said) => JsonRecord, atEnd: JsonRecord = {}): AnswerOut {
  return {
    createEncoder: head => createLineEncoder(head, say, atEnd),
    writeWhole(parts, usage, head) {
      const said = { content: '', thinking: '', calls: [] as JsonRecord[], logprobs: [] as unknown[] }
      const state = createCallState()
      for (const part of parts.filter(isFirstChoice)) {
        if (part.type === 'text' || part.type === 'refusal') said.content += part.text
        else if (part.type === 'reasoning') said.thinking += part.text
        else if (part.type === 'logprobs') said.logprobs.push(...part.entries)
        else said.calls.push(...state.see(part))
      }
      const { content, thinking, calls, logprobs } = said
      return {
        ...headOf(head),
        ...say({
          content,
          ...(thinking === '' ? {} : { thinking }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        }),
        ...(logprobs.length === 0 ? {} : { logprobs }),
        ...endOf(state.reason(), usage, head),
        ...atEnd,
      }
    },
    /** https://docs.ollama.com/api/errors */
    failureBody: ({ message }) => ({ error: message }),
  }
}

export const chatAnswers: AnswerOut = answersAs(said => ({ message: { role: 'assistant', ...said } }))

function createLineEncoder(
  head: AnswerHead,
  say: (said: Said) => JsonRecord,
  atEnd: JsonRecord,
): AnswerEncoder {
  const state = createCallState()
  const line = (said: Said, rest: JsonRecord = {}) =>
    encodeLine({ ...headOf(head), ...say(said), done: false, ...rest })

  return {
    write(part) {
      if (!isFirstChoice(part)) return ''
      if (part.type === 'text' || part.type === 'refusal') return line({ content: part.text })
      if (part.type === 'reasoning') return line({ content: '', thinking: part.text })
      if (part.type === 'logprobs') return line({ content: '' }, { logprobs: part.entries })
      const calls = state.see(part)
      return calls.length === 0 ? '' : line({ content: '', tool_calls: calls })
    },
    end: usage => line({ content: '' }, { ...endOf(state.reason(), usage, head), ...atEnd }),
  }
}

/** The format has only one answer to a request. */
function isFirstChoice(part: AnswerPart): boolean {
  return part.type !== 'error' && part.choice === 0
}

interface OpenCall {
  readonly call: number
  readonly id: string
  readonly name: string
  text: string
}

/**
 * Collects the pieces of tool calls, because the format has only whole ones. A call is written as soon as it is complete.
 * If its arguments are no JSON object, it waits for the end of the answer: if the answer was cut, the call was cut too,
 * and is left out so that no client runs it.
 */
function createCallState() {
  const open = new Map<number, OpenCall>()
  let reason: FinishReason = 'stop'

  function take(called: OpenCall | undefined, otherwise?: (text: string) => JsonRecord): JsonRecord[] {
    const input = called && (argumentsFrom(called.text) ?? otherwise?.(called.text))
    if (!called || !input) return []
    open.delete(called.call)
    return [{ id: called.id, function: { index: called.call, name: called.name, arguments: input } }]
  }

  return {
    /** The calls that are complete with this part. */
    see(part: AnswerPart): readonly JsonRecord[] {
      switch (part.type) {
        case 'tool-call':
          open.set(part.call, { call: part.call, id: part.id, name: part.name, text: '' })
          return []
        case 'tool-arguments': {
          const called = open.get(part.call)
          if (called) called.text += part.text
          return []
        }
        case 'tool-call-end':
          return take(open.get(part.call))
        case 'finish':
          reason = part.reason
          if (reason === 'length' || reason === 'content-filter') return []
          return [...open.values()].flatMap(called => take(called, wrapped))
        default:
          // The format has no place for seals and citations.
          return []
      }
    },
    reason: () => reason,
  }
}

function headOf({ model, createdAtMs }: AnswerHead): JsonRecord {
  return { model, created_at: new Date(createdAtMs).toISOString() }
}

/** The server says `stop` for calls too. It has no filter, and therefore no word for it. */
const doneReasons = {
  stop: 'stop',
  'tool-calls': 'stop',
  length: 'length',
  'content-filter': 'content_filter',
} as const satisfies Record<FinishReason, string>

/**
 * The official client's types require every count and duration, and some clients throw without the counts. The durations
 * are 0 because they describe a server's work on the model, which is not known here.
 */
function endOf(reason: FinishReason, usage: AnswerUsage, head: AnswerHead): JsonRecord {
  return {
    done: true,
    done_reason: doneReasons[reason],
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: usage ? inputTokens(usage) : head.inputTokens,
    prompt_eval_duration: 0,
    eval_count: usage ? outputTokens(usage) : 0,
    eval_duration: 0,
  }
}
