// Reads answers of providers: https://docs.anthropic.com/en/docs/build-with-claude/streaming
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart, Citation, FinishReason } from '../../chat/answer-part.ts'
import type { AnswerDecoder, MintIds } from '../../chat/translation.ts'
import { readFailure } from './failures.ts'
import { origin } from './origin.ts'

const choice = 0

export function createDecoder(ids: MintIds): AnswerDecoder {
  const message = new MessageReader(ids)
  return {
    read: data => (isRecord(data) ? message.readEvent(data) : []),
    end: () => message.end(),
  }
}

/** A whole message is read as the stream that it could have been. */
export function readWhole(answer: unknown, ids: MintIds): readonly AnswerPart[] {
  if (!isRecord(answer) || !Array.isArray(answer.content)) {
    return [{ type: 'error', ...(readFailure(answer) ?? { message: 'The provider sent no message.' }) }]
  }
  const message = new MessageReader(ids)
  const parts = answer.content
    .filter(isRecord)
    .flatMap(block => [
      ...message.readEvent({ type: 'content_block_start', content_block: block }),
      ...citationsOf(block),
      ...message.readEvent({ type: 'content_block_stop' }),
    ])
  return [...parts, ...message.readEvent({ type: 'message_delta', delta: answer }), ...message.end()]
}

function citationsOf({ citations }: JsonRecord): readonly AnswerPart[] {
  return Array.isArray(citations) ? citations.flatMap(citationParts) : []
}

/** A block that is open, as far as its end depends on what came before. */
type OpenBlock =
  | { readonly type: 'call'; readonly call: number; readonly input: JsonRecord; hasArguments: boolean }
  | { readonly type: 'thinking'; signature: string }

class MessageReader {
  readonly #ids: MintIds
  /** By their index. Some servers run calls side by side. */
  readonly #open = new Map<unknown, OpenBlock>()
  #lastIndex: unknown
  #calls = 0
  #isOver = false

  constructor(ids: MintIds) {
    this.#ids = ids
  }

  readEvent(event: JsonRecord): readonly AnswerPart[] {
    if (this.#isOver) return []
    switch (event.type) {
      case 'content_block_start':
        return this.#start(event)
      case 'content_block_delta':
        return isRecord(event.delta) ? this.#fill(event.delta, event.index ?? this.#lastIndex) : []
      case 'content_block_stop':
        return this.#close(event.index ?? this.#lastIndex)
      case 'message_delta':
        return isRecord(event.delta) ? [...this.#closeAll(), ...this.#finish(event.delta)] : []
      case 'error':
        this.#isOver = true
        return [{ type: 'error', ...(readFailure(event) ?? { message: 'The provider reported an error.' }) }]
      default:
        return []
    }
  }

  /** A provider that ends a message properly but names no reason has simply stopped. */
  end(): readonly AnswerPart[] {
    if (this.#isOver) return []
    this.#isOver = true
    return [...this.#closeAll(), { type: 'finish', choice, reason: this.#stopped() }]
  }

  #start({ index, content_block: block }: JsonRecord): readonly AnswerPart[] {
    // What is not a call ends where something else begins, even if the server does not say so.
    const over = [...this.#open].filter(([key, { type }]) => key === index || type !== 'call')
    const ends = over.flatMap(([key]) => this.#close(key))
    this.#lastIndex = index
    return isRecord(block) ? [...ends, ...this.#begin(block, index)] : ends
  }

  #begin(block: JsonRecord, index: unknown): readonly AnswerPart[] {
    switch (block.type) {
      case 'text':
        return textParts('text', block.text)
      case 'thinking':
        this.#open.set(index, { type: 'thinking', signature: textOf(block.signature) })
        return textParts('reasoning', block.thinking)
      case 'redacted_thinking': {
        const value = textOf(block.data)
        return value === ''
          ? []
          : [{ type: 'reasoning-seal', choice, seal: { origin, value, isRedacted: true } }]
      }
      case 'tool_use': {
        const call = this.#calls++
        const input = isRecord(block.input) ? block.input : {}
        this.#open.set(index, { type: 'call', call, input, hasArguments: false })
        const id = textOf(block.id) || `toolu_${this.#ids()}`
        return [{ type: 'tool-call', choice, call, id, name: textOf(block.name) }]
      }
      default:
        // Hosted tools, which are never asked for.
        return []
    }
  }

  #fill(delta: JsonRecord, index: unknown): readonly AnswerPart[] {
    const open = this.#open.get(index)
    switch (delta.type) {
      case 'text_delta':
        return textParts('text', delta.text)
      case 'thinking_delta':
        return textParts('reasoning', delta.thinking)
      case 'signature_delta':
        if (open?.type === 'thinking') open.signature += textOf(delta.signature)
        return []
      case 'citations_delta':
        return citationParts(delta.citation)
      case 'input_json_delta': {
        const text = textOf(delta.partial_json)
        if (open?.type !== 'call' || text === '') return []
        open.hasArguments = true
        return [{ type: 'tool-arguments', choice, call: open.call, text }]
      }
      default:
        return []
    }
  }

  #closeAll(): readonly AnswerPart[] {
    return [...this.#open.keys()].flatMap(index => this.#close(index))
  }

  #close(index: unknown): readonly AnswerPart[] {
    const open = this.#open.get(index)
    this.#open.delete(index)
    if (open?.type === 'thinking') {
      const value = open.signature
      return value === '' ? [] : [{ type: 'reasoning-seal', choice, seal: { origin, value } }]
    }
    if (open?.type !== 'call') return []
    const { call, input, hasArguments } = open
    // Some servers send the whole input with the block's first event.
    const whole = { type: 'tool-arguments', choice, call, text: JSON.stringify(input) } as const
    return [...(hasArguments ? [] : [whole]), { type: 'tool-call-end', choice, call }]
  }

  #finish(delta: JsonRecord): readonly AnswerPart[] {
    const { stop_reason, stop_sequence, stop_details } = delta
    if (stop_reason === undefined || stop_reason === null) return []
    this.#isOver = true
    const reason = this.#reasonOf(stop_reason)
    if (reason === undefined) {
      const message = `The provider stopped for a reason that is not known: ${JSON.stringify(stop_reason).slice(0, 80)}.`
      return [{ type: 'error', message }]
    }
    const explanation = isRecord(stop_details) ? stop_details.explanation : undefined
    const stopSequence = stop_reason === 'stop_sequence' ? textOf(stop_sequence) : ''
    return [
      ...(reason === 'content-filter' ? textParts('refusal', explanation) : []),
      { type: 'finish', choice, reason, ...(stopSequence === '' ? {} : { stopSequence }) },
    ]
  }

  /** `pause_turn` is not there, because it is no end: only providers that run tools themselves pause. */
  #reasonOf(stopReason: unknown): FinishReason | undefined {
    switch (stopReason) {
      case 'end_turn':
      case 'tool_use':
        return this.#stopped()
      case 'stop_sequence':
        return 'stop'
      case 'max_tokens':
      case 'model_context_window_exceeded':
        return 'length'
      case 'refusal':
        return 'content-filter'
      default:
        return undefined
    }
  }

  #stopped(): FinishReason {
    return this.#calls > 0 ? 'tool-calls' : 'stop'
  }
}

function textParts(type: 'text' | 'reasoning' | 'refusal', value: unknown): readonly AnswerPart[] {
  const text = textOf(value)
  return text === '' ? [] : [{ type, choice, text }]
}

/** Offsets in a cited document are left out: those of a `Citation` are of the answer. */
function citationParts(cited: unknown): readonly AnswerPart[] {
  if (!isRecord(cited)) return []
  const title = textOf(cited.title) || textOf(cited.document_title)
  const url = textOf(cited.url)
  const citedText = textOf(cited.cited_text)
  const citation: Citation = {
    ...(url === '' ? {} : { url }),
    ...(title === '' ? {} : { title }),
    ...(citedText === '' ? {} : { citedText }),
  }
  return Object.keys(citation).length === 0 ? [] : [{ type: 'citation', choice, citation }]
}
