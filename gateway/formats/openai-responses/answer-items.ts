import type { JsonRecord } from '../../bytes/json-value.ts'
import { isRecord } from '../../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, FinishReason } from '../../chat/answer-part.ts'
import { writeSeal } from '../../chat/carried-seal.ts'
import type { Seal } from '../../chat/conversation.ts'
import { Receipt } from '../../chat/receipt.ts'
import { writeCallSeal } from './call-seals.ts'
import { type OpenCall, openCall } from './open-calls.ts'
import { type Emit, type OpenItem, OpenMessage, OpenReasoning } from './open-items.ts'
import { formatName } from './read-content.ts'
import { type OfferedTool, readTools } from './read-tools.ts'

type Call = Extract<AnswerPart, { readonly type: 'tool-call' }>
type CallPart = Extract<AnswerPart, { readonly call: number }>

/** A call that waits until the one before it is closed, because items come one after the other. */
interface WaitingCall {
  readonly begin: Call
  text: string
  isEnded: boolean
}

/** Makes items of the parts of an answer, one after the other. */
export class AnswerItems {
  /** Those that are closed, in order. */
  readonly output: JsonRecord[] = []
  readonly #id: string
  readonly #emit: Emit
  readonly #offered: ReadonlyMap<string, OfferedTool>
  readonly #sealsAsked: boolean
  #count = 0
  #said = 0
  #hasRefused = false
  #open: OpenItem | undefined
  #openCall: { readonly call: number; readonly item: OpenCall; isEnded: boolean } | undefined
  readonly #waiting = new Map<number, WaitingCall>()
  #reason: FinishReason | undefined

  constructor({ id, request }: AnswerHead, emit: Emit) {
    const asked = isRecord(request) ? request : {}
    this.#id = id
    this.#emit = emit
    this.#offered = readTools(asked, new Receipt())
    this.#sealsAsked = Array.isArray(asked.include) && asked.include.includes('reasoning.encrypted_content')
  }

  /** A response is one answer, so that other choices are not written. */
  write(part: AnswerPart): void {
    if (part.type === 'error' || part.choice !== 0 || this.#reason !== undefined) return
    switch (part.type) {
      case 'text':
        if (part.text !== '') this.#message().add('text', part.text)
        break
      case 'refusal':
        this.#hasRefused = true
        if (part.text !== '') this.#message().add('refusal', part.text)
        break
      case 'logprobs':
        this.#message().addLogprobs(part.entries)
        break
      case 'citation':
        if (this.#open instanceof OpenMessage) this.#open.cite(part.citation)
        break
      case 'reasoning':
        if (part.text !== '') this.#reasoning().add(part.text)
        break
      case 'reasoning-seal':
        this.#seal(part.seal)
        break
      case 'finish':
        this.finish(part.reason)
        break
      default:
        this.#writeCall(part)
    }
  }

  /** Closes what is open. Gives why the answer ended. */
  finish(reason: FinishReason = 'stop'): FinishReason {
    if (this.#reason !== undefined) return this.#reason
    // A refusal is an answer of its own here.
    this.#reason = reason === 'content-filter' && this.#hasRefused ? 'stop' : reason
    this.#closeAll(this.#reason === 'stop' || this.#reason === 'tool-calls')
    return this.#reason
  }

  #nextId(): string {
    return `${this.#id}${this.#count}`
  }

  #message(): OpenMessage {
    if (this.#open instanceof OpenMessage) return this.#open
    this.#closeAll(true)
    const message = new OpenMessage(`msg_${this.#nextId()}`, this.#count++, this.#said, this.#emit)
    this.#open = message
    return message
  }

  #reasoning(): OpenReasoning {
    if (this.#open instanceof OpenReasoning) return this.#open
    this.#closeAll(true)
    const reasoning = new OpenReasoning(`rs_${this.#nextId()}`, this.#count++, this.#emit)
    this.#open = reasoning
    return reasoning
  }

  #seal(seal: Seal): void {
    if (seal.isRedacted === true) this.#closeAll(true)
    if (this.#sealsAsked) this.#reasoning().seal(writeSeal(seal, formatName))
    if (this.#open instanceof OpenReasoning) this.#closeAll(true)
  }

  #writeCall(part: CallPart): void {
    const open = this.#openCall
    const waiting = this.#waiting.get(part.call)
    if (part.type === 'tool-call') {
      if (open?.isEnded === false) this.#waiting.set(part.call, { begin: part, text: '', isEnded: false })
      else this.#beginCall(part)
    } else if (part.type === 'tool-arguments') {
      if (waiting !== undefined) waiting.text += part.text
      else if (open?.call === part.call) open.item.add(part.text)
    } else if (waiting !== undefined) waiting.isEnded = true
    else if (open?.call === part.call) {
      open.isEnded = true
      this.#nextWaiting()
    }
  }

  /** A call stays open until the next part, because the answer may turn out to be cut within it. */
  #nextWaiting(): void {
    for (const [call, { begin, text, isEnded }] of this.#waiting) {
      if (this.#openCall?.isEnded === false) return
      this.#waiting.delete(call)
      this.#beginCall(begin)
      this.#openCall?.item.add(text)
      if (this.#openCall !== undefined) this.#openCall.isEnded = isEnded
    }
  }

  #beginCall(part: Call): void {
    this.#close(true)
    this.#startCall(part)
  }

  #startCall({ id, name, call, seal }: Call): void {
    if (seal !== undefined && this.#sealsAsked) this.#sealCall(seal)
    const tool = this.#offered.get(name)
    const itemId = this.#nextId()
    const item = openCall({ itemId, index: this.#count++, callId: id, name, tool }, this.#emit)
    this.#open = item
    this.#openCall = { call, item, isEnded: false }
  }

  #sealCall(seal: Seal): void {
    const reasoning = new OpenReasoning(`rs_${this.#nextId()}`, this.#count++, this.#emit)
    reasoning.seal(writeCallSeal(seal))
    this.output.push(reasoning.close())
  }

  /** Closes the open item, and then writes the calls that waited for that. */
  #closeAll(isWhole: boolean): void {
    this.#close(isWhole)
    for (const { begin, text } of this.#waiting.values()) {
      this.#startCall(begin)
      this.#openCall?.item.add(text)
      this.#close(isWhole)
    }
    this.#waiting.clear()
  }

  #close(isWhole: boolean): void {
    const item = this.#open?.close(isWhole)
    if (this.#open instanceof OpenMessage) this.#said = this.#open.said
    if (item !== undefined) this.output.push(item)
    this.#open = undefined
    this.#openCall = undefined
  }
}
