// One item of the output while it is written. Each says its events to `emit` and, closed, what it is as a whole:
// https://platform.openai.com/docs/api-reference/responses-streaming
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Citation } from '../../chat/answer-part.ts'

/** Says an event without its number. */
export type Emit = (type: string, members: JsonRecord) => void

export interface OpenItem {
  /** Ends it, and gives what it is as a whole. Undefined if it is not to be repeated. */
  close(isWhole: boolean): JsonRecord | undefined
}

type Content = 'text' | 'refusal'

export class OpenMessage implements OpenItem {
  readonly #id: string
  readonly #index: number
  readonly #emit: Emit
  readonly #parts: JsonRecord[] = []
  #open: { readonly kind: Content; text: string; annotations: JsonRecord[]; logprobs: unknown[] } | undefined
  /** The length of what the whole answer said before the open part. */
  #saidBefore: number
  #said: number

  constructor(id: string, index: number, saidBefore: number, emit: Emit) {
    this.#id = id
    this.#index = index
    this.#emit = emit
    this.#saidBefore = saidBefore
    this.#said = saidBefore
    emit('response.output_item.added', { output_index: index, item: this.#item('in_progress') })
  }

  /** How long all that the answer has said by now is. */
  get said(): number {
    return this.#said
  }

  add(kind: Content, text: string): void {
    const part = this.#openPart(kind)
    part.text += text
    if (kind === 'text') this.#said += text.length
    if (kind === 'text') this.#say('response.output_text.delta', { delta: text, logprobs: [] })
    else this.#say('response.refusal.delta', { delta: text })
  }

  addLogprobs(entries: readonly unknown[]): void {
    this.#openPart('text').logprobs.push(...entries)
    this.#say('response.output_text.delta', { delta: '', logprobs: entries })
  }

  /** A source without an address has no place in this format. */
  cite({ url, title, start, end, citedText }: Citation): void {
    if (url === undefined) return
    const part = this.#openPart('text')
    const last = end === undefined ? part.text.length : this.#within(end)
    const first =
      start === undefined
        ? last - (part.text.endsWith(citedText ?? '') ? (citedText ?? '').length : 0)
        : this.#within(start)
    const annotation = { type: 'url_citation', url, title: title ?? url, start_index: first, end_index: last }
    this.#say('response.output_text.annotation.added', {
      annotation_index: part.annotations.length,
      annotation,
    })
    part.annotations.push(annotation)
  }

  close(isWhole: boolean): JsonRecord {
    this.#closePart()
    const item = this.#item(isWhole ? 'completed' : 'incomplete')
    this.#emit('response.output_item.done', { output_index: this.#index, item })
    return item
  }

  #within(offset: number): number {
    return Math.max(0, offset - this.#saidBefore)
  }

  #item(status: string): JsonRecord {
    return { id: this.#id, type: 'message', status, role: 'assistant', content: [...this.#parts] }
  }

  #say(type: string, members: JsonRecord): void {
    const place = { item_id: this.#id, output_index: this.#index, content_index: this.#parts.length }
    this.#emit(type, { ...place, ...members })
  }

  #openPart(kind: Content) {
    if (this.#open?.kind === kind) return this.#open
    this.#closePart()
    const part = { kind, text: '', annotations: [], logprobs: [] }
    this.#open = part
    this.#saidBefore = this.#said
    this.#say('response.content_part.added', { part: partOf(part) })
    return part
  }

  #closePart(): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    const { text, logprobs } = open
    if (open.kind === 'refusal') this.#say('response.refusal.done', { refusal: text })
    else this.#say('response.output_text.done', { text, logprobs })
    const part = partOf(open)
    this.#say('response.content_part.done', { part })
    this.#parts.push(part)
  }
}

function partOf({
  kind,
  text,
  annotations,
  logprobs,
}: {
  readonly kind: Content
  readonly text: string
  readonly annotations: readonly JsonRecord[]
  readonly logprobs: readonly unknown[]
}): JsonRecord {
  if (kind === 'refusal') return { type: 'refusal', refusal: text }
  return { type: 'output_text', text, annotations: [...annotations], logprobs: [...logprobs] }
}

/** Thoughts, as the format shows them: https://platform.openai.com/docs/guides/reasoning#reasoning-summaries */
export class OpenReasoning implements OpenItem {
  readonly #id: string
  readonly #index: number
  readonly #emit: Emit
  #text: string | undefined
  #sealed: string | undefined

  constructor(id: string, index: number, emit: Emit) {
    this.#id = id
    this.#index = index
    this.#emit = emit
    emit('response.output_item.added', { output_index: index, item: { id, type: 'reasoning', summary: [] } })
  }

  add(text: string): void {
    if (this.#text === undefined)
      this.#say('response.reasoning_summary_part.added', { part: { type: 'summary_text', text: '' } })
    this.#text = (this.#text ?? '') + text
    this.#say('response.reasoning_summary_text.delta', { delta: text })
  }

  seal(sealed: string): void {
    this.#sealed = sealed
  }

  close(): JsonRecord {
    const text = this.#text
    const summary = text === undefined ? [] : [{ type: 'summary_text', text }]
    if (text !== undefined) {
      this.#say('response.reasoning_summary_text.done', { text })
      this.#say('response.reasoning_summary_part.done', { part: { type: 'summary_text', text } })
    }
    const sealed = this.#sealed === undefined ? {} : { encrypted_content: this.#sealed }
    const item = { id: this.#id, type: 'reasoning', summary, ...sealed }
    this.#emit('response.output_item.done', { output_index: this.#index, item })
    return item
  }

  #say(type: string, members: JsonRecord): void {
    this.#emit(type, { item_id: this.#id, output_index: this.#index, summary_index: 0, ...members })
  }
}
