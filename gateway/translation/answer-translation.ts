import type { Frame } from '../bytes/framing.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, UpstreamFailure } from '../chat/answer-part.ts'
import type { Receipt } from '../chat/receipt.ts'
import type {
  AnswerDecoder,
  AnswerEncoder,
  CallerTranslation,
  MintIds,
  ProviderTranslation,
  WrittenRequest,
} from '../chat/translation.ts'
import { GatewayError } from '../errors.ts'
import type { CallerFormat } from '../formats/format.ts'
import { jsonOf } from './full-data.ts'
import { type ToldFailure, ToldFailures } from './told-failures.ts'
import type { StreamTranslation, Translation } from './translation.ts'

export interface TranslationPlan {
  readonly caller: CallerFormat
  readonly provider: ProviderTranslation
  /** The id of the provider, for messages. */
  readonly providerId: string
  readonly written: WrittenRequest
  /** The gateway's id of the exchange, by which it is found in the log. */
  readonly requestId: string
  readonly head: Omit<AnswerHead, 'inputTokens'>
  readonly receipt: Receipt
  /** Whether the caller is told of the receipt in a header. */
  readonly showsReceipt: boolean
  readonly mintIds: MintIds
  /** Is told every part of the answer. */
  readonly onPart: (part: AnswerPart) => void
}

/** Translates the answer of one attempt from the provider's format to the caller's. */
export class AnswerTranslation implements Translation, StreamTranslation {
  readonly stream: StreamTranslation = this
  readonly receipt: Receipt
  readonly showsReceipt: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The gateway's count of the request. To be set before the answer comes. */
  inputTokens = 0
  readonly #plan: TranslationPlan
  #decoder: AnswerDecoder | undefined
  #encoder: AnswerEncoder | undefined
  readonly #caller: CallerTranslation
  readonly #failures: ToldFailures
  /** The calls of the tool that stands for the output format. */
  readonly #answerCalls: string[] = []
  /** The choices that have other calls, which the caller is to answer. */
  readonly #calling: number[] = []

  constructor(plan: TranslationPlan) {
    const { caller, provider, providerId } = plan
    if (!caller.translation) throw new GatewayError('internal')
    this.#plan = plan
    this.#caller = caller.translation
    this.#failures = new ToldFailures({
      provider,
      caller: this.#caller,
      providerId,
      requestId: plan.requestId,
    })
    this.receipt = plan.receipt
    this.showsReceipt = plan.showsReceipt
    this.headers = plan.written.headers ?? {}
  }

  /** The caller's events for a frame of the provider's stream. Throws `upstream_failed` if the provider reports a failure. */
  frame(frame: Frame): string {
    this.#decoder ??= this.#plan.provider.createDecoder(this.#plan.mintIds)
    const data = jsonOf(frame)
    // What cannot be read may be a piece of the answer, which would then look complete without it.
    if (data === undefined && frame.data?.trimStart().startsWith('{'))
      throw this.raise({ message: 'An event of its stream is no JSON.' })
    return this.#write(this.#decoder.read(data, frame.event))
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
    return this.#caller.writeWhole(this.#partsOf(answer), usage, this.#head())
  }

  /** A whole answer as the stream that the caller asked for. Throws `upstream_failed`. */
  wholeAsEvents(answer: unknown, usage: AnswerUsage): string {
    const encoder = this.#startedEncoder()
    const events = this.#partsOf(answer).map(part => encoder.write(part))
    return events.join('') + encoder.end(usage)
  }

  workerJob(): undefined {}

  raise(failure: UpstreamFailure): GatewayError {
    return this.#failures.raise(failure)
  }

  failure(status: number, body: unknown): ToldFailure {
    return this.#failures.refusal(status, body)
  }

  failureWithin(): ToldFailure | undefined {
    return this.#failures.within()
  }

  get reported(): UpstreamFailure | undefined {
    return this.#failures.reported
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
      if (part.type === 'error') throw this.raise(part)
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
        if (part.name !== answerTool) {
          if (answerTool !== undefined) this.#calling.push(part.choice)
          return { ...part, name: toolNames?.get(part.name) ?? part.name }
        }
        this.#answerCalls.push(`${part.choice} ${part.call}`)
        return undefined
      }
      case 'tool-arguments':
        return this.#isAnswerCall(part) ? { type: 'text', choice: part.choice, text: part.text } : part
      case 'tool-call-end':
        return this.#isAnswerCall(part) ? undefined : part
      case 'finish':
        return part.reason === 'tool-calls' && this.#hasOnlyAnswer(part.choice)
          ? { ...part, reason: 'stop' }
          : part
      default:
        return part
    }
  }

  #hasOnlyAnswer(choice: number): boolean {
    const isOfChoice = (call: string) => call.startsWith(`${choice} `)
    return this.#answerCalls.some(isOfChoice) && !this.#calling.includes(choice)
  }

  #isAnswerCall({ choice, call }: { readonly choice: number; readonly call: number }): boolean {
    return this.#answerCalls.includes(`${choice} ${call}`)
  }

  #startedEncoder(): AnswerEncoder {
    this.#encoder ??= this.#caller.createEncoder(this.#head())
    return this.#encoder
  }

  #head(): AnswerHead {
    return { ...this.#plan.head, inputTokens: this.inputTokens }
  }
}
