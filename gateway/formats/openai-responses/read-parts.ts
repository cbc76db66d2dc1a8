// An answer of a provider, as a stream or as a whole: https://platform.openai.com/docs/api-reference/responses-streaming
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart, FinishReason } from '../../chat/answer-part.ts'
import type { AnswerDecoder, MintIds } from '../../chat/translation.ts'
import { failurePart } from './read-failure.ts'
import {
  callIn,
  choice,
  partsOfMessage,
  partsOfReasoning,
  readCitation,
  readLogprobs,
  recordsIn,
  sealIn,
} from './read-items.ts'

export function createResponsesDecoder(ids: MintIds): AnswerDecoder {
  const decoder = new ResponsesDecoder(ids)
  return {
    read: (data, event) => (isRecord(data) ? decoder.read(data, event) : []),
    end: () => [],
  }
}

/** A whole answer is what the last event of a stream repeats. */
export function readWholeResponse(answer: unknown, ids: MintIds): readonly AnswerPart[] {
  if (!isRecord(answer))
    return [failurePart(undefined, 'The provider answered with something that is no whole response.')]
  const { status = 'completed' } = answer
  const isOver = status === 'failed' || status === 'incomplete'
  if (!isOver && (status !== 'completed' || !Array.isArray(answer.output)))
    return [failurePart(answer, 'The provider answered with something that is no whole response.')]
  const type = `response.${status}`
  return new ResponsesDecoder(ids).read({ type, response: answer }, undefined)
}

interface SeenItem {
  /** The number of its call, if it is one. */
  readonly call?: number | undefined
  /** Of arguments, what was said. Of text and thoughts, that something was. */
  said: string
  /** The piece of the item that spoke last. */
  piece?: string
  summaries: number
  citations: number
  isDone: boolean
}

class ResponsesDecoder {
  readonly #ids: MintIds
  readonly #items = new Map<unknown, SeenItem>()
  /** Servers differ in which of both they give, and some give every event another id. */
  readonly #indexes = new Map<unknown, unknown>()
  /** Of the item that began last, for servers that do not say which one an event is of. */
  #lastKey: unknown
  #calls = 0
  #isOver = false

  constructor(ids: MintIds) {
    this.#ids = ids
  }

  read(event: JsonRecord, name: string | undefined): readonly AnswerPart[] {
    if (this.#isOver) return []
    const type = typeof event.type === 'string' ? event.type : name
    switch (type) {
      case 'response.output_item.added':
        return this.#begin(event)
      case 'response.output_item.done':
        return isRecord(event.item) ? this.#finish(event.item, this.#keyOf(event, event.item)) : []
      case 'response.completed':
      case 'response.incomplete':
        return this.#end(event, type)
      case 'response.failed':
        this.#isOver = true
        return [failurePart(event.response, 'The provider failed and did not say why.')]
      case 'error':
        this.#isOver = true
        return [failurePart(event, 'The provider failed and did not say why.')]
      default:
        return this.#readPiece(type, event)
    }
  }

  #readPiece(type: string | undefined, event: JsonRecord): readonly AnswerPart[] {
    const delta = textOf(event.delta)
    switch (type) {
      case 'response.output_text.delta':
        return [...this.#say(event, 'text', delta), ...readLogprobs(event.logprobs)]
      case 'response.output_text.done':
        return this.#sayWhole(event, 'text', textOf(event.text))
      case 'response.refusal.delta':
        return this.#say(event, 'refusal', delta)
      case 'response.refusal.done':
        return this.#sayWhole(event, 'refusal', textOf(event.refusal))
      case 'response.reasoning_summary_part.added':
        return this.#beginSummary(event)
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.#say(event, 'reasoning', delta)
      case 'response.reasoning_summary_text.done':
      case 'response.reasoning_text.done':
        return this.#sayWhole(event, 'reasoning', textOf(event.text))
      case 'response.function_call_arguments.delta':
        return this.#addArguments(this.#seen(event), delta)
      case 'response.function_call_arguments.done':
        return this.#addRest(this.#seen(event), textOf(event.arguments))
      case 'response.output_text.annotation.added':
        this.#seen(event).citations++
        return readCitation(event.annotation)
      default:
        return []
    }
  }

  #keyOf(event: JsonRecord, item?: JsonRecord): unknown {
    const id = event.item_id ?? item?.id
    const index = event.output_index ?? this.#indexes.get(id) ?? id ?? this.#lastKey
    if (id !== undefined) this.#indexes.set(id, index)
    return index
  }

  #seen(event: JsonRecord): SeenItem {
    const key = this.#keyOf(event)
    const seen = this.#items.get(key) ?? unseen()
    this.#items.set(key, seen)
    return seen
  }

  #say(event: JsonRecord, type: 'text' | 'refusal' | 'reasoning', text: string): readonly AnswerPart[] {
    if (text === '') return []
    const seen = this.#seen(event)
    seen.said = text
    seen.piece = pieceOf(event, type)
    return [{ type, choice, text }]
  }

  /** Some servers say a piece only when it is whole. */
  #sayWhole(event: JsonRecord, type: 'text' | 'refusal' | 'reasoning', text: string): readonly AnswerPart[] {
    return this.#seen(event).piece === pieceOf(event, type) ? [] : this.#say(event, type, text)
  }

  #beginSummary(event: JsonRecord): readonly AnswerPart[] {
    const seen = this.#seen(event)
    seen.summaries++
    return seen.summaries > 1 && seen.said !== '' ? [{ type: 'reasoning', choice, text: '\n\n' }] : []
  }

  #begin(event: JsonRecord): readonly AnswerPart[] {
    const { item } = event
    if (!isRecord(item)) return []
    const key = this.#keyOf(event, item)
    this.#lastKey = key
    if (this.#items.has(key)) return []
    return this.#beginItem(item, key)
  }

  #beginItem(item: JsonRecord, key: unknown): readonly AnswerPart[] {
    const call = callIn(item)
    if (call === undefined) {
      this.#items.set(key, unseen())
      return []
    }
    const seen = { ...unseen(), call: this.#calls++ }
    this.#items.set(key, seen)
    const id = textOf(item.call_id) || this.#ids()
    const begun: AnswerPart = { type: 'tool-call', choice, call: seen.call, id, name: call.name }
    // A custom tool's input is known at the end.
    const text = item.type === 'function_call' ? call.text : ''
    return [begun, ...this.#addArguments(seen, text)]
  }

  #addArguments(seen: SeenItem, text: string): readonly AnswerPart[] {
    if (seen.call === undefined || seen.isDone || text === '') return []
    seen.said += text
    return [{ type: 'tool-arguments', choice, call: seen.call, text }]
  }

  #addRest(seen: SeenItem, whole: string): readonly AnswerPart[] {
    return whole.startsWith(seen.said) ? this.#addArguments(seen, whole.slice(seen.said.length)) : []
  }

  /** Says what was not said before, since some servers send only whole items. */
  #finish(item: JsonRecord, key: unknown): readonly AnswerPart[] {
    const parts: AnswerPart[] = []
    if (!this.#items.has(key)) parts.push(...this.#beginItem(item, key))
    const seen = this.#items.get(key) ?? unseen()
    if (seen.isDone) return parts
    const call = callIn(item)
    if (call !== undefined && seen.call !== undefined) {
      parts.push(...this.#addRest(seen, call.text))
      parts.push({ type: 'tool-call-end', choice, call: seen.call })
    } else if (item.type === 'message') {
      if (seen.said === '') parts.push(...partsOfMessage(item))
      else if (seen.citations === 0) parts.push(...citationsIn(item))
    } else if (item.type === 'reasoning') {
      if (seen.said === '') parts.push(...partsOfReasoning(item))
      parts.push(...sealIn(item))
    }
    seen.isDone = true
    return parts
  }

  #end(event: JsonRecord, type: string): readonly AnswerPart[] {
    this.#isOver = true
    const response = isRecord(event.response) ? event.response : {}
    const parts: AnswerPart[] = []
    const isToldByItems = this.#items.values().some(({ isDone }) => isDone)
    // Items that are done already say nothing more. Some servers repeat none, and others give them only here.
    for (const [index, item] of recordsIn(response.output).entries()) {
      const key = this.#indexes.get(item.id) ?? index
      if (!isToldByItems || this.#items.has(key)) parts.push(...this.#finish(item, key))
    }
    return [...parts, this.#finishPart(response, type)]
  }

  #finishPart(response: JsonRecord, type: string): AnswerPart {
    const isIncomplete = type === 'response.incomplete' || response.status === 'incomplete'
    if (!isIncomplete) return finishOf(this.#calls > 0 ? 'tool-calls' : 'stop')
    const details = isRecord(response.incomplete_details) ? response.incomplete_details : {}
    if (details.reason === 'max_output_tokens') return finishOf('length')
    if (details.reason === 'content_filter') return finishOf('content-filter')
    const reason = textOf(details.reason).slice(0, 64) || 'no reason'
    return failurePart(undefined, `The provider ended the answer early: ${reason}.`)
  }
}

function pieceOf({ content_index: content, summary_index: summary }: JsonRecord, type: string): string {
  return `${type} ${String(content ?? summary ?? 0)}`
}

function unseen(): SeenItem {
  return { said: '', summaries: 0, citations: 0, isDone: false }
}

function finishOf(reason: FinishReason): AnswerPart {
  return { type: 'finish', choice, reason }
}

function citationsIn(item: JsonRecord): readonly AnswerPart[] {
  return recordsIn(item.content).flatMap(part => recordsIn(part.annotations).flatMap(readCitation))
}
