import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart, Citation, FinishReason } from '../../chat/answer-part.ts'
import type { MintIds } from '../../chat/translation.ts'
import { ChoiceCalls } from './read-calls.ts'
import { readFailure } from './read-failure.ts'
import { sealOfDetail, textOfDetail } from './thought-details.ts'

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  // Words of compatible servers. https://docs.mistral.ai/api, https://docs.together.ai/reference/chat-completions-1,
  // https://docs.z.ai/api-reference/llm/chat-completion
  model_length: 'length',
  max_tokens: 'length',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  sensitive: 'content-filter',
}

/** Reads what the chunks say of one choice. */
export class ChoiceReader {
  readonly #choice: number
  readonly #calls: ChoiceCalls
  /** Entries of `reasoning_details` that have not been ended, by their index. */
  readonly #details = new Map<unknown, JsonRecord>()
  #isOver = false

  constructor(choice: number, ids: MintIds) {
    this.#choice = choice
    this.#calls = new ChoiceCalls(choice, ids)
  }

  /** `sources` stand beside the choice and come before its end. */
  read(choice: JsonRecord, sources: readonly Citation[]): readonly AnswerPart[] {
    if (this.#isOver) return []
    // https://openrouter.ai/docs/api/reference/errors-and-debugging: a choice may have failed by itself.
    const failure = isRecord(choice.error) ? readFailure(choice) : undefined
    if (failure) return [{ type: 'error', ...failure }]
    const delta = isRecord(choice.delta) ? choice.delta : isRecord(choice.message) ? choice.message : {}
    const parts: AnswerPart[] = [...this.#thinking(delta), ...this.#said(delta), ...this.#called(delta)]
    if (isRecord(choice.logprobs) && Array.isArray(choice.logprobs.content)) {
      const entries: readonly unknown[] = choice.logprobs.content
      if (entries.length > 0) parts.push({ type: 'logprobs', choice: this.#choice, entries })
    }
    parts.push(...this.cite([...annotationsOf(delta), ...sources]))
    const reason = textOf(choice.finish_reason)
    if (reason !== '') parts.push(...this.#finish(reason, choice.stop_reason))
    return parts
  }

  cite(sources: readonly Citation[]): readonly AnswerPart[] {
    if (this.#isOver) return []
    return sources.map(citation => ({ type: 'citation', choice: this.#choice, citation }))
  }

  /** The stream is over. Some servers never say why they stopped. */
  end(): readonly AnswerPart[] {
    return this.#isOver ? [] : this.#finish('stop', undefined)
  }

  #thinking(delta: JsonRecord): readonly AnswerPart[] {
    const details = Array.isArray(delta.reasoning_details) ? delta.reasoning_details.filter(isRecord) : []
    for (const detail of details) this.#addDetail(detail)
    const shown =
      textOf(delta.reasoning_content) ||
      textOf(delta.reasoning) ||
      thinkingIn(delta.content) ||
      details.map(textOfDetail).join('')
    return shown === '' ? [] : [{ type: 'reasoning', choice: this.#choice, text: shown }]
  }

  /** Pieces of one entry have its index; their texts follow each other. */
  #addDetail(detail: JsonRecord): void {
    const key = detail.index ?? detail.id ?? this.#details.size
    const whole: Record<string, unknown> = { ...this.#details.get(key) }
    for (const [name, value] of Object.entries(detail)) {
      const grows = name === 'text' || name === 'summary' || name === 'data' || name === 'signature'
      if (grows && typeof value === 'string') whole[name] = textOf(whole[name]) + value
      else if (value !== null || whole[name] === undefined) whole[name] = value
    }
    this.#details.set(key, whole)
  }

  /** What comes after the thinking ends it. */
  #sealed(): readonly AnswerPart[] {
    const seals = [...this.#details.values()].flatMap(detail => sealOfDetail(detail) ?? [])
    this.#details.clear()
    return seals.map(seal => ({ type: 'reasoning-seal', choice: this.#choice, seal }))
  }

  #said(delta: JsonRecord): readonly AnswerPart[] {
    const text = textIn(delta.content)
    const refusal = textOf(delta.refusal)
    if (text === '' && refusal === '') return []
    return [
      ...this.#sealed(),
      ...this.#calls.endBeforeText(),
      ...(text === '' ? [] : [{ type: 'text', choice: this.#choice, text } as const]),
      ...(refusal === '' ? [] : [{ type: 'refusal', choice: this.#choice, text: refusal } as const]),
    ]
  }

  #called(delta: JsonRecord): readonly AnswerPart[] {
    const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isRecord) : []
    const older = isRecord(delta.function_call) ? [{ index: -1, function: delta.function_call }] : []
    const parts = [...calls, ...older].flatMap(call => this.#calls.read(call))
    return parts.length > 0 ? [...this.#sealed(), ...parts] : []
  }

  #finish(word: string, stopped: unknown): readonly AnswerPart[] {
    this.#isOver = true
    const known = Object.hasOwn(finishReasons, word) ? finishReasons[word] : undefined
    const before = [...this.#sealed(), ...this.#calls.end()]
    if (known === undefined) {
      const message = `The provider stopped for a reason that is not known: ${word.slice(0, 80)}.`
      return [...before, { type: 'error', message, kind: word.slice(0, 80) }]
    }
    const isOfCalls = known === 'stop' || known === 'tool-calls'
    const reason = isOfCalls ? (this.#calls.seen ? 'tool-calls' : 'stop') : known
    // vLLM names the stop sequence: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    const stopSequence = reason === 'stop' && textOf(stopped) !== '' ? { stopSequence: textOf(stopped) } : {}
    return [...before, { type: 'finish', choice: this.#choice, reason, ...stopSequence }]
  }
}

/** A text, or Mistral's list of parts: https://docs.mistral.ai/capabilities/reasoning */
function textIn(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content)
  return content.map(part => (isRecord(part) && part.type === 'text' ? textOf(part.text) : '')).join('')
}

function thinkingIn(content: unknown): string {
  if (!Array.isArray(content)) return ''
  return content
    .map(part => (isRecord(part) && part.type === 'thinking' ? textIn(part.thinking) : ''))
    .join('')
}

function annotationsOf({ annotations }: JsonRecord): readonly Citation[] {
  if (!Array.isArray(annotations)) return []
  return annotations.flatMap(annotation => {
    const source = isRecord(annotation) ? annotation.url_citation : undefined
    if (!isRecord(source) || typeof source.url !== 'string') return []
    const { url, title, start_index: start, end_index: end, content } = source
    return [
      {
        url,
        ...(typeof title === 'string' && { title }),
        ...(typeof content === 'string' && { citedText: content }),
        ...(typeof start === 'number' && { start }),
        ...(typeof end === 'number' && { end }),
      },
    ]
  })
}
