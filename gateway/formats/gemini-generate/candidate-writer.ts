import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerPart, Citation, FinishReason } from '../../chat/answer-part.ts'
import type { Seal } from '../../chat/conversation.ts'
import { writeCitations } from './citations.ts'
import { writeFinishReason } from './finish-reasons.ts'
import { parseToWriteAgain } from './json-text.ts'
import { writeLogprobs } from './logprobs.ts'
import { signatureOf } from './wire-seal.ts'

interface OpenCall {
  readonly id: string
  readonly name: string
  readonly seal: Seal | undefined
  readonly pieces: string[]
}

type ChoicePart = Exclude<AnswerPart, { type: 'error' }>

/** What a part makes of a candidate: parts of its content, or a member beside it. */
export interface CandidatePiece {
  readonly parts: readonly JsonRecord[]
  readonly logprobs?: readonly unknown[]
}

const nothing: CandidatePiece = { parts: [] }

/** Writes one of several answers. */
export class CandidateWriter {
  readonly index: number
  readonly #open = new Map<number, OpenCall>()
  readonly #citations: Citation[] = []
  #text = ''
  #reason: FinishReason | undefined
  #isMalformed = false

  constructor(index: number) {
    this.index = index
  }

  write(part: ChoicePart): CandidatePiece {
    switch (part.type) {
      case 'text':
      case 'refusal':
        this.#text += part.text
        return part.text === '' ? nothing : { parts: [{ text: part.text }] }
      case 'reasoning':
        return part.text === '' ? nothing : { parts: [{ text: part.text, thought: true }] }
      case 'reasoning-seal':
        return { parts: [{ text: '', thoughtSignature: signatureOf(part.seal) }] }
      case 'tool-call':
        this.#open.set(part.call, { id: part.id, name: part.name, seal: part.seal, pieces: [] })
        return nothing
      case 'tool-arguments':
        this.#open.get(part.call)?.pieces.push(part.text)
        return nothing
      case 'tool-call-end':
        return { parts: this.#close(part.call) }
      case 'citation':
        this.#citations.push(part.citation)
        return nothing
      case 'logprobs':
        return part.entries.length === 0 ? nothing : { parts: [], logprobs: part.entries }
      case 'finish':
        this.#reason = part.reason
        return nothing
      default:
        return part satisfies never
    }
  }

  /** Calls that nobody ended. */
  closeAll(): readonly JsonRecord[] {
    return [...this.#open.keys()].flatMap(call => this.#close(call))
  }

  /** The format has only whole calls. One that was cut is left out, as nobody may run it. */
  #close(call: number): readonly JsonRecord[] {
    const open = this.#open.get(call)
    if (!open) return []
    this.#open.delete(call)
    const args = argumentsOf(open.pieces.join(''))
    if (!args) {
      this.#isMalformed = true
      return []
    }
    const functionCall = { id: open.id, name: open.name, args }
    return [{ functionCall, ...(open.seal ? { thoughtSignature: signatureOf(open.seal) } : {}) }]
  }

  /** What stands beside the content of a candidate that is over. */
  ending(): JsonRecord {
    const isCut = this.#isMalformed && (this.#reason === 'tool-calls' || this.#reason === 'stop')
    const reason = this.#reason === undefined ? 'OTHER' : writeFinishReason(this.#reason)
    return {
      finishReason: isCut ? 'MALFORMED_FUNCTION_CALL' : reason,
      index: this.index,
      ...(this.#citations.length > 0
        ? { groundingMetadata: writeCitations(this.#citations, this.#text) }
        : {}),
    }
  }
}

/** Undefined if they are no object. */
function argumentsOf(text: string): JsonRecord | undefined {
  if (text.trim() === '') return {}
  const value = parseToWriteAgain(text)
  if (value === null) return {}
  return isRecord(value) ? value : undefined
}

export function logprobsMember(entries: readonly unknown[] | undefined): JsonRecord {
  return entries === undefined || entries.length === 0 ? {} : { logprobsResult: writeLogprobs(entries) }
}
