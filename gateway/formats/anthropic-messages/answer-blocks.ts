import type { JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerPart, Citation } from '../../chat/answer-part.ts'
import { writeSeal } from '../../chat/carried-seal.ts'
import type { Seal } from '../../chat/conversation.ts'
import { origin } from './origin.ts'

/** One block of a message: how it begins, and the deltas that fill it. */
export interface AnswerBlock {
  readonly start: JsonRecord
  /** Those that were not taken yet. */
  deltas: JsonRecord[]
  isComplete: boolean
}

interface OpenCall {
  readonly block: AnswerBlock
  hasArguments: boolean
}

/**
 * Puts the parts of an answer into blocks, in the order in which the blocks begin. Calls may run side by side, everything
 * else ends where something new begins. Only the first answer is read, because the format has no others.
 */
export class AnswerBlocks {
  /** Those that were not taken yet. */
  readonly waiting: AnswerBlock[] = []
  readonly #calls = new Map<number, OpenCall>()
  #last: AnswerBlock | undefined
  hasCalls = false
  refusal = ''

  add(part: AnswerPart): void {
    if (part.type === 'error' || part.choice !== 0) return
    switch (part.type) {
      case 'refusal':
        this.refusal += part.text
        this.#addText(part.text)
        return
      case 'text':
        this.#addText(part.text)
        return
      case 'citation':
        this.#cite(part.citation)
        return
      case 'reasoning':
        if (part.text !== '') this.#thinking().deltas.push({ type: 'thinking_delta', thinking: part.text })
        return
      case 'reasoning-seal':
        this.#seal(part.seal)
        return
      case 'tool-call': {
        const { id, name, call } = part
        this.hasCalls = true
        const block = this.#begin({ type: 'tool_use', id, name, input: {} })
        this.#calls.set(call, { block, hasArguments: false })
        return
      }
      case 'tool-arguments':
        this.#addArguments(part.call, part.text)
        return
      case 'tool-call-end': {
        const call = this.#calls.get(part.call)
        if (call !== undefined) call.block.isComplete = true
        return
      }
    }
  }

  /** To be called after the last part. */
  completeAll(): void {
    this.#endLast()
    for (const block of this.waiting) block.isComplete = true
  }

  #begin(start: JsonRecord): AnswerBlock {
    this.#endLast()
    const block: AnswerBlock = { start, deltas: [], isComplete: false }
    this.waiting.push(block)
    this.#last = block
    return block
  }

  /** Ends what is open before something new begins. A call is ended only by its own end. */
  #endLast(): void {
    const last = this.#last
    if (last === undefined || last.isComplete || last.start.type === 'tool_use') return
    // Some clients keep thinking only where a signature came, even an empty one.
    if (last.start.type === 'thinking') last.deltas.push({ type: 'signature_delta', signature: '' })
    last.isComplete = true
  }

  #open(type: 'text' | 'thinking'): AnswerBlock | undefined {
    return this.#last?.start.type === type && !this.#last.isComplete ? this.#last : undefined
  }

  #thinking(): AnswerBlock {
    return this.#open('thinking') ?? this.#begin({ type: 'thinking', thinking: '', signature: '' })
  }

  #addText(text: string): void {
    if (text === '') return
    const block = this.#open('text') ?? this.#begin({ type: 'text', text: '', citations: null })
    block.deltas.push({ type: 'text_delta', text })
  }

  /** The format has citations of pages only with an address, and only beside text. */
  #cite({ url, title, citedText }: Citation): void {
    const block = this.#open('text')
    if (block === undefined || url === undefined) return
    const citation = {
      type: 'web_search_result_location',
      url,
      title: title ?? null,
      cited_text: citedText ?? '',
      encrypted_index: '',
    }
    block.deltas.push({ type: 'citations_delta', citation })
  }

  #seal(seal: Seal): void {
    const text = writeSeal(seal, origin)
    if (seal.isRedacted) {
      this.#begin({ type: 'redacted_thinking', data: text }).isComplete = true
      return
    }
    const block = this.#thinking()
    block.deltas.push({ type: 'signature_delta', signature: text })
    block.isComplete = true
  }

  #addArguments(number: number, text: string): void {
    const call = this.#calls.get(number)
    if (call === undefined || call.block.isComplete || text === '') return
    // No arguments at all are said by no delta: the input begins as an empty object.
    if (!call.hasArguments && text.trim() === 'null') return
    call.hasArguments = true
    call.block.deltas.push({ type: 'input_json_delta', partial_json: text })
  }
}
