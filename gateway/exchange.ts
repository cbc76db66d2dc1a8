// One request's state, from its arrival to its row in the log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client } from './clients.ts'
import type { Outcome } from './contract/chat.ts'
import type { RequestId } from './contract/units.ts'
import { GatewayError, toGatewayError } from './errors.ts'
import type { Settlement } from './ledger.ts'
import type { Price } from './pricing/price.ts'
import type { ReportedUsage, RequestFacts, WireProtocol } from './protocols/wire-protocol.ts'
import type { Target } from './stages/route.ts'
import type { HoldRecord } from './storage/ledger-records.ts'
import type { TokenCount } from './tokens/request-layout.ts'
import type { TextTally } from './tokens/text-tally.ts'

export interface Inbound {
  readonly requestId: RequestId
  readonly protocol: WireProtocol
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  /** Only a quote is wanted: nothing is held or sent. */
  readonly quoteOnly?: boolean
}

/** Milliseconds since the request's arrival. */
export interface Marks {
  countedMs?: number
  heldMs?: number
  sentMs?: number
  headersMs?: number
  firstTokenMs?: number
}

/** What the stages find out, each its own part. */
export interface Exchange extends Inbound {
  readonly startedAtMs: number
  /** Since arrival, on the monotonic clock. */
  elapsedMs(): number
  readonly marks: Marks
  /** What ended it early: the caller left, a deadline passed, the gateway shuts down. */
  readonly aborted: GatewayError | undefined
  /** Only the first reason counts. */
  abort(reason: GatewayError): void
  /**
   * Calls it once: when the exchange is aborted, or at once where it was. An AbortSignal would do, but its listeners
   * cost a tenth of a whole request.
   */
  onAbort(listener: (reason: GatewayError) => void): void
  client?: Client
  requestBytes: number
  responseBytes: number
  body?: Buffer
  facts?: RequestFacts
  inputTokens?: number
  /** Before the model's ratio. */
  counted?: TokenCount
  target?: Target
  price?: Price | undefined
  hold?: HoldRecord
  /** Names of the soft budgets that have too little left for it. */
  passedBudgets?: readonly string[]
  tally?: TextTally
  upstreamStatus?: number
  upstreamRequestId?: string | undefined
  usage?: ReportedUsage
  settlement?: Settlement
  outcome?: Outcome
  error?: GatewayError
}

export interface ExchangeClock {
  readonly now: () => number
  readonly monotonicMs: () => number
}

export function openExchange(inbound: Inbound, { now, monotonicMs }: ExchangeClock): Exchange {
  const arrivedAt = monotonicMs()
  const listeners: ((reason: GatewayError) => void)[] = []
  let aborted: GatewayError | undefined
  const abort = (reason: GatewayError) => {
    if (aborted) return
    aborted = reason
    for (const listener of listeners) listener(reason)
  }
  // Fastify's request.signal fires as soon as the body is read; the caller leaving is this.
  inbound.reply.once('close', () => {
    if (!inbound.reply.writableFinished) abort(new GatewayError('client_gone'))
  })
  // Whoever waits for the caller to take bytes sets the reply's timeout; it runs anew with every byte that is taken.
  inbound.reply.once('timeout', () => {
    abort(new GatewayError('client_gone'))
    inbound.reply.destroy()
  })
  return {
    ...inbound,
    startedAtMs: now(),
    elapsedMs: () => monotonicMs() - arrivedAt,
    marks: {},
    get aborted() {
      return aborted
    },
    abort,
    onAbort(listener) {
      if (aborted) listener(aborted)
      else listeners.push(listener)
    },
    requestBytes: 0,
    responseBytes: 0,
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

/** What went wrong at the exchange's provider. */
export function upstreamError(
  { target }: Exchange,
  code: 'upstream_truncated' | 'upstream_too_large',
  cause?: unknown,
): GatewayError {
  return new GatewayError(code, { provider: target?.providerId ?? '' }, { cause })
}
