// One try at a provider, from the counting of the request to the settlement.
import type { CancelScope } from '../cancel-scope.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { RequestFacts } from '../chat/request-facts.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import type { Exchange } from '../exchange.ts'
import type { ProviderFormat } from '../formats/format.ts'
import { formats } from '../formats/index.ts'
import type { Settlement } from '../ledger/ledger.ts'
import type { Slot } from '../local/slots.ts'
import type { Price } from '../pricing/price.ts'
import type { UsualCase } from '../pricing/usual-case.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import type { Target } from '../routing/choose-target.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'
import type { RequestCount } from '../tokens/request-layout.ts'
import type { TextTally } from '../tokens/text-tally.ts'
import type { Translation } from '../translation/translation.ts'
import type { Fault } from './fault.ts'
import { SilenceWatch } from './silence.ts'

/** How far an attempt has come. Times are milliseconds since the request's arrival. */
export type AttemptProgress =
  /** The request was counted and nothing is held yet. A request to count tokens never holds anything. */
  | { readonly type: 'planned' }
  | { readonly type: 'reserved' }
  /** Some bytes of the request may have left the gateway. */
  | { readonly type: 'sent'; readonly sentMs: number }
  | {
      readonly type: 'answering'
      readonly sentMs: number
      readonly headersMs: number
      /** The HTTP status of the answer. */
      readonly status: number
    }

export type AttemptState =
  | AttemptProgress
  | {
      readonly type: 'ended'
      readonly how: AttemptEnd
      readonly endedMs: number
      readonly reached: AttemptProgress
    }

/** The counts of a request for one target. */
export interface CountedRequest {
  readonly facts: RequestFacts
  /** The count before it is multiplied by the ratio that was learned for the model. */
  readonly counted: RequestCount
  /** Exact if the model's tokenizer is known, else estimated with the ratio that was learned for the model. */
  readonly inputTokens: number
}

export interface AttemptPlan extends CountedRequest {
  readonly target: Target
  readonly tally: TextTally
  /** See `ReadRequest`. */
  readonly translation?: Translation | undefined
}

const planned: AttemptProgress = { type: 'planned' }
const reserved: AttemptProgress = { type: 'reserved' }

export class Attempt implements AttemptPlan {
  readonly exchange: Exchange
  /** The first attempt of an exchange has number 1. */
  readonly number: number
  readonly target: Target
  /** Cancels this attempt alone. The exchange goes on. */
  readonly scope: CancelScope
  /** The provider's side of the format that the target is asked in. */
  readonly providerFormat: ProviderFormat
  readonly facts: RequestFacts
  readonly counted: RequestCount
  readonly inputTokens: number
  /** Counts the tokens of the answer's text. */
  readonly tally: TextTally
  readonly translation: Translation | undefined
  state: AttemptState = planned
  /** Times are milliseconds since the request's arrival. */
  readonly countedMs: number
  heldMs?: number
  firstTokenMs?: number
  hold?: HoldRecord
  price?: Price | undefined
  /** Gives the price of more output tokens, which is needed when the hold grows. */
  usual?: UsualCase
  /**
   * True if the gateway asked for usage although the caller did not. The event with the usage is then not shown to the
   * caller.
   */
  hidesUsage = false
  /** Cancels the attempt if the provider is silent for too long. */
  readonly silence: SilenceWatch
  upstreamRequestId?: string | undefined
  /** Its place at a server of one's own. Undefined if it needs none, or has none yet. */
  slot?: Slot
  /** The provider's key that it is sent with. Undefined for the first one. */
  keyId: string | undefined = undefined
  /** Finds the provider's keys in its answer. Undefined until the request is sent, and if there are none. */
  secret: SecretFilter | undefined = undefined
  /** Why it gave no answer. Undefined if it gave one, or if it still may. */
  fault?: Fault
  /** True if the body is kept elsewhere, because another attempt may need it. It is then given back there. */
  isBodyKept = false
  /** Pending while a worker reads a long answer that broke off. The attempt is settled after that. */
  reading?: Promise<void>
  usage?: ReportedUsage
  settlement?: Settlement

  constructor(exchange: Exchange, { target, facts, counted, inputTokens, tally, translation }: AttemptPlan) {
    this.exchange = exchange
    this.number = exchange.attempts.push(this)
    this.target = target
    this.scope = exchange.scope.begin()
    this.silence = new SilenceWatch(this.scope, target.provider.record.id, () => exchange.elapsedMs())
    this.providerFormat = formats[target.format].provider
    this.facts = facts
    this.counted = counted
    this.inputTokens = inputTokens
    this.tally = tally
    this.translation = translation
    this.countedMs = exchange.elapsedMs()
  }

  /** To be called when the hold is written to the journal. */
  reserved(): void {
    this.heldMs = this.exchange.elapsedMs()
    this.#reach(reserved)
  }

  /** Called again if the provider is asked a second time. The state that the first try reached is then replaced. */
  sent(): void {
    this.#reach({ type: 'sent', sentMs: this.exchange.elapsedMs() })
  }

  answering(status: number): void {
    const headersMs = this.exchange.elapsedMs()
    this.#reach({ type: 'answering', sentMs: sentMsOf(this) ?? headersMs, headersMs, status })
  }

  /** Only the first call counts. */
  ended(how: AttemptEnd): void {
    this.providerEnded()
    if (this.state.type === 'ended') return
    this.state = { type: 'ended', how, endedMs: this.exchange.elapsedMs(), reached: this.state }
  }

  /**
   * To be called when nothing more is expected of the provider. It must not be blamed for a caller that reads slowly, and its
   * server has a place for somebody else. May be called more than once.
   */
  providerEnded(): void {
    this.silence.stop()
    this.slot?.giveBack()
  }

  /** An attempt that has ended keeps its state. */
  #reach(progress: AttemptProgress): void {
    if (this.state.type !== 'ended') this.state = progress
  }
}

export function progressOf({ state }: Pick<Attempt, 'state'>): AttemptProgress {
  return state.type === 'ended' ? state.reached : state
}

/** When the first bytes may have left. Undefined if none have left. */
export function sentMsOf(attempt: Pick<Attempt, 'state'>): number | undefined {
  const progress = progressOf(attempt)
  return 'sentMs' in progress ? progress.sentMs : undefined
}

/** The HTTP status of the answer. Undefined if the provider has not answered. */
export function statusOf(attempt: Pick<Attempt, 'state'>): number | undefined {
  const progress = progressOf(attempt)
  return progress.type === 'answering' ? progress.status : undefined
}
