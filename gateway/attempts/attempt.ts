// One try at a provider, from its count to its settlement.
import type { CancelScope } from '../cancel-scope.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { RequestFacts } from '../chat/request-facts.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import type { Exchange } from '../exchange.ts'
import type { ProviderFormat } from '../formats/format.ts'
import { formats } from '../formats/index.ts'
import type { Settlement } from '../ledger/ledger.ts'
import type { Price } from '../pricing/price.ts'
import type { UsualCase } from '../pricing/usual-case.ts'
import type { Target } from '../routing/choose-target.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'
import type { RequestCount } from '../tokens/request-layout.ts'
import type { TextTally } from '../tokens/text-tally.ts'
import { SilenceWatch } from './silence.ts'

/** How far it came. Times are milliseconds since the request's arrival. */
export type AttemptProgress =
  /** Counted: nothing is held yet, and where only tokens are counted nothing ever is. */
  | { readonly type: 'planned' }
  | { readonly type: 'reserved' }
  /** Bytes may have left. */
  | { readonly type: 'sent'; readonly sentMs: number }
  | {
      readonly type: 'answering'
      readonly sentMs: number
      readonly headersMs: number
      /** Of HTTP. */
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

/** What was counted of the request for one target. */
export interface CountedRequest {
  readonly facts: RequestFacts
  /** Before the model's ratio. */
  readonly counted: RequestCount
  /** Exact for models whose tokenizer is known, else an estimate by what was learned of the model. */
  readonly inputTokens: number
}

export interface AttemptPlan extends CountedRequest {
  readonly target: Target
  readonly tally: TextTally
}

const planned: AttemptProgress = { type: 'planned' }
const reserved: AttemptProgress = { type: 'reserved' }

export class Attempt implements AttemptPlan {
  readonly exchange: Exchange
  /** From 1. */
  readonly number: number
  readonly target: Target
  /** Ends it alone: the exchange goes on. */
  readonly scope: CancelScope
  /** The provider's side of the format in which it is asked. */
  readonly providerFormat: ProviderFormat
  readonly facts: RequestFacts
  readonly counted: RequestCount
  readonly inputTokens: number
  /** Counts what the answer says. */
  readonly tally: TextTally
  state: AttemptState = planned
  /** Times are milliseconds since the request's arrival. */
  readonly countedMs: number
  heldMs?: number
  firstTokenMs?: number
  hold?: HoldRecord
  price?: Price | undefined
  /** Prices more output of it, as a hold that grows needs it. */
  usual?: UsualCase
  /** The gateway asked for usage where the caller did not, so the caller is not shown the event that brings it. */
  hidesUsage = false
  /** While its provider is waited for. */
  readonly silence: SilenceWatch
  upstreamRequestId?: string | undefined
  /** A worker reads what came of a long answer: it is settled after that. */
  reading?: Promise<void>
  usage?: ReportedUsage
  settlement?: Settlement

  constructor(exchange: Exchange, { target, facts, counted, inputTokens, tally }: AttemptPlan) {
    this.exchange = exchange
    this.number = exchange.attempts.push(this)
    this.target = target
    this.scope = exchange.scope.begin()
    this.silence = new SilenceWatch(this.scope, target.provider.record.id)
    this.providerFormat = formats[target.format].provider
    this.facts = facts
    this.counted = counted
    this.inputTokens = inputTokens
    this.tally = tally
    this.countedMs = exchange.elapsedMs()
  }

  /** The hold is journalled. */
  reserved(): void {
    this.heldMs = this.exchange.elapsedMs()
    this.#reach(reserved)
  }

  /** Again where it is asked a second time: what the first try came to no longer counts. */
  sent(): void {
    this.#reach({ type: 'sent', sentMs: this.exchange.elapsedMs() })
  }

  answering(status: number): void {
    const headersMs = this.exchange.elapsedMs()
    this.#reach({ type: 'answering', sentMs: sentMsOf(this) ?? headersMs, headersMs, status })
  }

  /** Only the first end counts. */
  ended(how: AttemptEnd): void {
    this.silence.stop()
    if (this.state.type === 'ended') return
    this.state = { type: 'ended', how, endedMs: this.exchange.elapsedMs(), reached: this.state }
  }

  /** What has ended stays as it was. */
  #reach(progress: AttemptProgress): void {
    if (this.state.type !== 'ended') this.state = progress
  }
}

export function progressOf({ state }: Pick<Attempt, 'state'>): AttemptProgress {
  return state.type === 'ended' ? state.reached : state
}

/** When bytes may have left; undefined: none have. */
export function sentMsOf(attempt: Pick<Attempt, 'state'>): number | undefined {
  const progress = progressOf(attempt)
  return 'sentMs' in progress ? progress.sentMs : undefined
}

/** Of HTTP; undefined: the provider has not answered. */
export function statusOf(attempt: Pick<Attempt, 'state'>): number | undefined {
  const progress = progressOf(attempt)
  return progress.type === 'answering' ? progress.status : undefined
}
