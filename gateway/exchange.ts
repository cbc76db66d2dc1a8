// One request's state, from its arrival to its row in the log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { ReportedUsage } from './chat/reported-usage.ts'
import type { RequestFacts } from './chat/request-facts.ts'
import type { UsageReporting } from './chat/usage-reporting.ts'
import type { Outcome, RequestPurpose } from './contract/chat.ts'
import type { RequestId } from './contract/units.ts'
import { GatewayError, toGatewayError } from './errors.ts'
import type { WireProtocol } from './formats/index.ts'
import { guarded, logSafely } from './guarded.ts'
import type { Client } from './identity/clients.ts'
import type { Settlement } from './ledger/ledger.ts'
import type { Price } from './pricing/price.ts'
import type { UsualCase } from './pricing/usual-case.ts'
import type { Target } from './routing/choose-target.ts'
import type { HoldRecord } from './storage/ledger-records.ts'
import type { TokenCount } from './tokens/request-layout.ts'
import type { TextTally } from './tokens/text-tally.ts'

export interface Inbound {
  readonly requestId: RequestId
  readonly protocol: WireProtocol
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  /** An answer, unless it says otherwise. */
  readonly purpose?: RequestPurpose
}

/** Milliseconds since the request's arrival. */
export interface Marks {
  countedMs?: number
  heldMs?: number
  sentMs?: number
  headersMs?: number
  firstTokenMs?: number
}

export interface ExchangeClock {
  readonly now: () => number
  readonly monotonicMs: () => number
}

/**
 * What the stages find out, each its own part. A class, so that all exchanges have one shape: an object literal with a
 * getter has a shape of its own each time, which the engine keeps, with all that it holds, until its next full collection.
 */
export class Exchange implements Inbound {
  readonly requestId: RequestId
  readonly protocol: WireProtocol
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  readonly startedAtMs: number
  /** An answer that is asked for as a dry run becomes a quote. */
  purpose: RequestPurpose
  readonly marks: Marks = {}
  /** Among those that run: see RunningExchanges. */
  place = -1
  client?: Client
  /** In memory for it just now: see BytesInFlight. */
  heldBytes = 0
  requestBytes = 0
  responseBytes = 0
  facts?: RequestFacts
  inputTokens?: number
  /** Before the model's ratio. */
  counted?: TokenCount
  target?: Target
  price?: Price | undefined
  /** Prices more output of it, as a hold that grows needs it. */
  usual?: UsualCase
  hold?: HoldRecord
  /** Names of the soft budgets that have too little left for it. */
  passedBudgets?: readonly string[]
  tally?: TextTally
  /** A worker reads what came of a long answer: it is settled after that. */
  reading?: Promise<void>
  upstreamStatus?: number | undefined
  upstreamRequestId?: string | undefined
  usage?: ReportedUsage
  settlement?: Settlement
  outcome?: Outcome
  error?: GatewayError
  readonly #arrivedAtMs: number
  readonly #monotonicMs: () => number
  readonly #log: Pick<Logger, 'error'>
  readonly #onAbort: ((reason: GatewayError) => void)[] = []
  readonly #fail = (error: unknown): void => this.fail(error)
  #aborted: GatewayError | undefined

  constructor(
    { requestId, protocol, purpose = 'answer', request, reply }: Inbound,
    { now, monotonicMs }: ExchangeClock,
    log: Pick<Logger, 'error'>,
  ) {
    this.#arrivedAtMs = monotonicMs()
    this.#monotonicMs = monotonicMs
    this.#log = log
    this.startedAtMs = now()
    this.requestId = requestId
    this.protocol = protocol
    this.purpose = purpose
    this.request = request
    this.reply = reply
    // Fastify's request.signal fires as soon as the body is read; the caller leaving is this.
    const left = this.guard(() => {
      if (!reply.writableFinished) this.abort(new GatewayError('client_gone'))
    })
    reply.once('close', left)
    reply.on('error', left)
    request.on('error', left)
    // Whoever waits for the caller to take bytes sets the reply's timeout; it runs anew with every byte that is taken.
    reply.once(
      'timeout',
      this.guard(() => {
        this.abort(new GatewayError('client_gone'))
        reply.destroy()
      }),
    )
  }

  /** Since arrival, on the monotonic clock. */
  elapsedMs(): number {
    return this.#monotonicMs() - this.#arrivedAtMs
  }

  /** What ended it early: the caller left, a deadline passed, the gateway shuts down. */
  get aborted(): GatewayError | undefined {
    return this.#aborted
  }

  /** Only the first reason counts. Everybody who waits is told, whatever another one throws. Never throws. */
  abort(reason: GatewayError): void {
    if (this.#aborted) return
    this.#aborted = reason
    for (const listener of this.#onAbort) {
      try {
        listener(reason)
      } catch (error) {
        this.#tell(error)
      }
    }
  }

  /** What a listener of this exchange threw: the exchange ends, and nothing else does. Never throws. */
  fail(error: unknown): void {
    this.#tell(error)
    try {
      this.abort(toGatewayError(error))
    } catch (second) {
      this.#tell(second)
    }
  }

  /** For every listener, timer and callback of this exchange that Node calls: see `guarded`. */
  guard<Given extends readonly unknown[]>(listener: (...given: Given) => void): (...given: Given) => void {
    return guarded(this.#fail, listener)
  }

  #tell(error: unknown): void {
    logSafely(this.#log, error, 'a listener of a request failed')
  }

  /**
   * Calls it once: when the exchange is aborted, or at once where it was. An AbortSignal would do, but its listeners
   * cost a tenth of a whole request.
   */
  onAbort(listener: (reason: GatewayError) => void): void {
    if (this.#aborted) listener(this.#aborted)
    else this.#onAbort.push(listener)
  }
}

/** What ended the exchange: the reason it was aborted for wins over what the abort then broke. */
export function causeOf(exchange: Exchange, error: unknown): GatewayError {
  return exchange.aborted ?? toGatewayError(error)
}

/** `provider/model` as the caller may ask for it. */
export function routeOf({ target }: Exchange): string | undefined {
  return target && `${target.providerId}/${target.model}`
}

/** How the exchange's provider reports what it used; undefined: the sandbox, as its format says. */
export function reportingOf({ target }: Exchange): UsageReporting | undefined {
  const provider = target?.provider
  return provider?.adapter.reporting(provider.record.baseUrl)
}

/** What went wrong at the exchange's provider. */
export function upstreamError(
  { target }: Exchange,
  code: 'upstream_truncated' | 'upstream_too_large',
  cause?: unknown,
): GatewayError {
  return new GatewayError(code, { provider: target?.providerId ?? '' }, { cause })
}
