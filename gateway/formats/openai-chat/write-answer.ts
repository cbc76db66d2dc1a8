// Writes answers as chat completions, whole (https://platform.openai.com/docs/api-reference/chat/object) and as a stream
// (https://platform.openai.com/docs/api-reference/chat-streaming).
import type { JsonRecord } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerHead, AnswerPart, AnswerUsage } from '../../chat/answer-part.ts'
import type { AnswerEncoder } from '../../chat/translation.ts'
import { ChoiceDeltas, type Step } from './choice-deltas.ts'
import { isLegacyRequest, messageOf } from './whole-message.ts'
import { usageOf } from './write-usage.ts'

export function createChatEncoder(head: AnswerHead): AnswerEncoder {
  const choices = new Map<number, ChoiceDeltas>()
  const isLegacy = isLegacyRequest(head.request)
  // With the usage asked for, every chunk has the member, null until the last one.
  const usageOfNone = head.usageAsked ? { usage: null } : {}
  const chunk = (inside: readonly JsonRecord[], more: JsonRecord) =>
    encodeSseEvent(
      undefined,
      JSON.stringify({ ...headOf(head, 'chat.completion.chunk'), choices: inside, ...more }),
    )
  return {
    write(part) {
      if (part.type === 'error') return ''
      const { choice: index } = part
      const choice = choices.get(index) ?? new ChoiceDeltas(isLegacy)
      choices.set(index, choice)
      const steps = choice.stepsOf(part)
      return steps.map(step => chunk([choiceOf(index, step)], usageOfNone)).join('')
    },
    end(usage) {
      const last = head.usageAsked && usage ? chunk([], { usage: usageOf(usage) }) : ''
      return last + encodeSseEvent(undefined, '[DONE]')
    },
  }
}

function choiceOf(index: number, { delta, logprobs, finishReason }: Step): JsonRecord {
  return { index, delta, logprobs: logprobs ?? null, finish_reason: finishReason ?? null }
}

/** See `CallerTranslation.writeWhole`. */
export function writeWhole(parts: readonly AnswerPart[], usage: AnswerUsage, head: AnswerHead): JsonRecord {
  const byChoice = new Map<number, AnswerPart[]>()
  for (const part of parts) {
    if (part.type === 'error') continue
    const those = byChoice.get(part.choice) ?? []
    those.push(part)
    byChoice.set(part.choice, those)
  }
  const isLegacy = isLegacyRequest(head.request)
  const choices = [...byChoice]
    .sort(([a], [b]) => a - b)
    .map(([index, said]) => messageOf(said, index, isLegacy))
  return { ...headOf(head, 'chat.completion'), choices, ...(usage && { usage: usageOf(usage) }) }
}

function headOf({ id, model, createdAtMs }: AnswerHead, object: string): JsonRecord {
  return { id: `chatcmpl-${id}`, object, created: Math.floor(createdAtMs / 1000), model }
}
