import type { Frame } from '../bytes/framing.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, UpstreamFailure } from '../chat/answer-part.ts'
import { contextOverflowOf } from '../chat/context-overflow.ts'
import type { Receipt } from '../chat/receipt.ts'
import type {
  AnswerDecoder,
  AnswerEncoder,
  MintIds,
  ProviderTranslation,
  WrittenRequest,
} from '../chat/translation.ts'
import { GatewayError } from '../errors.ts'
import type { CallerFormat } from '../formats/format.ts'
import { jsonOf } from './full-data.ts'
import { unknownFailure } from './unknown-failure.ts'

export interface TranslationPlan {
  readonly caller: CallerFormat
  readonly provider: ProviderTranslation
  /** The id of the provider, for messages. */
  readonly providerId: string
  readonly written: WrittenRequest
  readonly head: Omit<AnswerHead, 'inputTokens'>
  readonly receipt: Receipt
  /** Whether the caller is told of the receipt in a header. */
  readonly showsReceipt: boolean
  readonly mintIds: MintIds
  /** Is told every part of the answer. */
  readonly onPart: (part: AnswerPart) => void
}

/** What the caller is told of a provider's failure. */
export interface ToldFailure {
  readonly status: number
  readonly body: JsonRecord
  /** How long the provider wants callers to wait, where its body says it. */
  readonly retryAfterSeconds: number | undefined
}

/** Translates the answer of one attempt from the provider's format to the caller's. */
export class AnswerTranslation {
  readonly receipt: Receipt
  readonly showsReceipt: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The gateway's count of the request. To be set before the answer comes. */
  inputTokens = 0
  readonly #plan: TranslationPlan
  #decoder: AnswerDecoder | undefined
  #encoder: AnswerEncoder | undefined
  #failure: UpstreamFailure | undefined
  /** The calls of the tool that stands for the output format. */
  readonly #answerCalls: string[] = []

  constructor(plan: TranslationPlan) {
    this.#plan = plan
    this.receipt = plan.receipt
    this.showsReceipt = plan.showsReceipt
    this.headers = plan.written.headers ?? {}
  }

  /** The caller's events for a frame of the provider's stream. Throws `upstream_failed` if the provider reports a failure. */
  frame(frame: Frame): string {
    this.#decoder ??= this.#plan.provider.createDecoder(this.#plan.mintIds)
    return this.#write(this.#decoder.read(jsonOf(frame), frame.event))
  }

  /** The events that end the stream. Throws as `frame` does. */
  end(usage: AnswerUsage): string {
    const last = this.#write(this.#decoder?.end() ?? [])
    return last + this.#startedEncoder().end(usage)
  }

  /** The events that end the stream because a budget has nothing left for a longer answer. */
  cut(usage: AnswerUsage): string {
    const finish = this.#write([{ type: 'finish', choice: 0, reason: 'length' }])
    return finish + this.#startedEncoder().end(usage)
  }

  /** A whole answer in the caller's format. Throws `upstream_failed`. */
  whole(answer: unknown, usage: AnswerUsage): JsonRecord {
    return this.#translation().writeWhole(this.#partsOf(answer), usage, this.#head())
  }

  /** A whole answer as the stream that the caller asked for. Throws `upstream_failed`. */
  wholeAsEvents(answer: unknown, usage: AnswerUsage): string {
    const encoder = this.#startedEncoder()
    const events = this.#partsOf(answer).map(part => encoder.write(part))
    return events.join('') + encoder.end(usage)
  }

  /**
   * What the caller is told of a refusal, and with which status. A prompt that is too long is the caller's mistake, whatever
   * status the provider gives it: clients then shorten the conversation. `body` is JSON, or a text that is none.
   */
  failure(status: number, body: unknown): ToldFailure {
    const said = this.#plan.provider.readFailure(body) ?? unknownFailure(body, status)
    return this.#told({ ...said, status })
  }

  /**
   * The same of a failure that the provider reported within its answer. Undefined if there was none, or if nothing says which
   * status fits it.
   */
  failureWithin(): ToldFailure | undefined {
    const failure = this.#failure
    if (failure === undefined) return undefined
    const status = failure.status ?? (contextOverflowOf(failure) ? 400 : undefined)
    return status === undefined ? undefined : this.#told({ ...failure, status })
  }

  #told(failure: UpstreamFailure & { readonly status: number }): ToldFailure {
    const status = contextOverflowOf(failure) ? 400 : failure.status
    const body = this.#translation().failureBody({ ...failure, status }, this.#plan.head.id)
    return { status, body, retryAfterSeconds: failure.retryAfterSeconds }
  }

  #write(parts: readonly AnswerPart[]): string {
    const encoder = this.#startedEncoder()
    let events = ''
    for (const part of this.#restored(parts)) events += encoder.write(part)
    return events
  }

  #partsOf(answer: unknown): readonly AnswerPart[] {
    return this.#restored(this.#plan.provider.readWhole(answer, this.#plan.mintIds))
  }

  /** Undoes what the request had to change: names of tools, and the tool that stands for an output format. */
  #restored(parts: readonly AnswerPart[]): readonly Exclude<AnswerPart, { readonly type: 'error' }>[] {
    const { onPart, written } = this.#plan
    return parts.flatMap(part => {
      if (part.type === 'error') throw this.#failed(part)
      const restored = this.#restoredPart(part, written)
      if (restored) onPart(restored)
      return restored ?? []
    })
  }

  #restoredPart(
    part: Exclude<AnswerPart, { readonly type: 'error' }>,
    { answerTool, toolNames }: WrittenRequest,
  ): Exclude<AnswerPart, { readonly type: 'error' }> | undefined {
    switch (part.type) {
      case 'tool-call': {
        if (part.name !== answerTool) return { ...part, name: toolNames?.get(part.name) ?? part.name }
        this.#answerCalls.push(`${part.choice} ${part.call}`)
        return undefined
      }
      case 'tool-arguments':
        return this.#isAnswerCall(part) ? { type: 'text', choice: part.choice, text: part.text } : part
      case 'tool-call-end':
        return this.#isAnswerCall(part) ? undefined : part
      case 'finish':
        return this.#answerCalls.length > 0 && part.reason === 'tool-calls'
          ? { ...part, reason: 'stop' }
          : part
      default:
        return part
    }
  }

  #isAnswerCall({ choice, call }: { readonly choice: number; readonly call: number }): boolean {
    return this.#answerCalls.includes(`${choice} ${call}`)
  }

  #failed(failure: UpstreamFailure): GatewayError {
    this.#failure = failure
    const { message } = failure
    return new GatewayError('upstream_failed', {
      provider: this.#plan.providerId,
      reason: message.slice(0, 2000),
    })
  }

  #startedEncoder(): AnswerEncoder {
    this.#encoder ??= this.#translation().createEncoder(this.#head())
    return this.#encoder
  }

  #head(): AnswerHead {
    return { ...this.#plan.head, inputTokens: this.inputTokens }
  }

  #translation(): NonNullable<CallerFormat['translation']> {
    const { translation } = this.#plan.caller
    if (!translation) throw new GatewayError('internal')
    return translation
  }
}
