import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart } from '../../chat/answer-part.ts'
import type { MintIds } from '../../chat/translation.ts'
import { makeCallId } from './call-ids.ts'
import { CitationReader } from './citations.ts'
import { readFinishReason } from './finish-reasons.ts'
import { jsonText } from './json-text.ts'
import { readLogprobs } from './logprobs.ts'
import { errorPart } from './read-failure.ts'
import { sealOf } from './wire-seal.ts'

/** So much of the text is kept, to find in it what is cited. */
const textAtMost = 1_000_000

/** Reads one of the answers that were asked for. */
export class CandidateReader {
  readonly #choice: number
  readonly #ids: MintIds
  readonly #citations = new CitationReader()
  #text = ''
  #calls = 0
  readonly #usedIds = new Set<string>()
  #isThinking = false
  #reason: string | undefined
  #message = ''

  constructor(choice: number, ids: MintIds) {
    this.#choice = choice
    this.#ids = ids
  }

  read(candidate: JsonRecord): readonly AnswerPart[] {
    const { content, finishReason, finishMessage, logprobsResult } = candidate
    const parts = isRecord(content) && Array.isArray(content.parts) ? content.parts.filter(isRecord) : []
    const read = parts.flatMap(part => this.#part(part))
    const entries = readLogprobs(logprobsResult)
    if (entries.length > 0) read.push({ type: 'logprobs', choice: this.#choice, entries })
    for (const citation of this.#citations.read(candidate, this.#text))
      read.push({ type: 'citation', choice: this.#choice, citation })
    // Some models say STOP with every chunk: it is believed at the end.
    if (typeof finishReason === 'string' && finishReason !== 'FINISH_REASON_UNSPECIFIED') {
      this.#reason = finishReason
      this.#message = textOf(finishMessage)
    }
    return read
  }

  #part(part: JsonRecord): readonly AnswerPart[] {
    const choice = this.#choice
    const seal =
      typeof part.thoughtSignature === 'string' && part.thoughtSignature !== ''
        ? sealOf(part.thoughtSignature)
        : undefined
    if (isRecord(part.functionCall)) return this.#call(part.functionCall, seal)
    const text = textOf(part.text)
    const isThought = part.thought === true
    const sealed: AnswerPart[] = seal ? [{ type: 'reasoning-seal', choice, seal }] : []
    const said: AnswerPart[] = text === '' ? [] : [{ type: isThought ? 'reasoning' : 'text', choice, text }]
    const wasThinking = this.#isThinking
    if (text !== '') this.#isThinking = isThought
    if (seal) this.#isThinking = false
    if (!isThought && this.#text.length < textAtMost) this.#text += text
    // The signature of a text that follows thoughts is theirs.
    return wasThinking && !isThought ? [...sealed, ...said] : [...said, ...sealed]
  }

  /** Calls come whole. */
  #call({ id, name, args }: JsonRecord, seal: ReturnType<typeof sealOf> | undefined): readonly AnswerPart[] {
    const choice = this.#choice
    const call = this.#calls++
    this.#isThinking = false
    if (typeof name !== 'string' || name === '')
      return [errorPart({ message: 'The model called a function without naming it.' })]
    const written = jsonText(isRecord(args) ? args : {})
    if (written === undefined) return [errorPart({ message: 'The arguments of a call are nested too deep.' })]
    const isOwn = typeof id === 'string' && id !== '' && !this.#usedIds.has(id)
    const callId = isOwn ? id : makeCallId(this.#ids())
    this.#usedIds.add(callId)
    return [
      { type: 'tool-call', choice, call, id: callId, name, seal },
      { type: 'tool-arguments', choice, call, text: written },
      { type: 'tool-call-end', choice, call },
    ]
  }

  /** To be called once. `isBlocked`: the provider refused the prompt. */
  finish(isBlocked: boolean): AnswerPart {
    const reason = this.#reason === undefined ? undefined : readFinishReason(this.#reason, this.#calls > 0)
    if (reason) return { type: 'finish', choice: this.#choice, reason }
    if (this.#reason === undefined && isBlocked)
      return { type: 'finish', choice: this.#choice, reason: 'content-filter' }
    return errorPart(failureOf(this.#reason, this.#message))
  }
}

function failureOf(reason: string | undefined, message: string): { message: string; kind?: string } {
  if (reason === undefined) return { message: 'The answer ended without a reason.' }
  const kind = reason.slice(0, 64)
  return { message: message === '' ? `The model stopped with ${kind}.` : message, kind }
}
