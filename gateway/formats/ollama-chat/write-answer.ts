// An answer as clients of the server's own endpoints read it: https://docs.ollama.com/api/chat#response-fields

import { encodeLine } from '../../bytes/json-lines.ts'
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, FinishReason } from '../../chat/answer-part.ts'
import type { AnswerEncoder, CallerTranslation } from '../../chat/translation.ts'
import { inputTokens, outputTokens } from '../../contract/chat.ts'
import { argumentsFrom, wrapped } from './call-arguments.ts'

/** What one line says, or a whole answer. */
export interface Said {
  readonly content: string
  readonly thinking?: string
  readonly tool_calls?: readonly JsonRecord[]
}

type AnswerOut = Pick<CallerTranslation, 'createEncoder' | 'writeWhole' | 'failureBody'>

/** `say`: the members that say it, in the endpoint's own words. `atEnd`: what the last line has besides. */
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

/** The format has one answer for each request. */
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
 * Calls go out whole, each as soon as it is. One whose arguments are no object waits for the end: where the answer was
 * cut they are a piece, which nobody must run.
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
    /** The calls that are whole by this part. */
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
          // Seals and citations have no place in this format.
          return []
      }
    },
    reason: () => reason,
  }
}

function headOf({ model, createdAtMs }: AnswerHead): JsonRecord {
  return { model, created_at: new Date(createdAtMs).toISOString() }
}

/** The server says `stop` of calls too. It filters nothing, so that it has no word for that. */
const doneReasons = {
  stop: 'stop',
  'tool-calls': 'stop',
  length: 'length',
  'content-filter': 'content_filter',
} as const satisfies Record<FinishReason, string>

/**
 * Its clients' types have every count and duration, and some clients throw without the counts. Durations are the server's
 * own work, which nobody measured here.
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
