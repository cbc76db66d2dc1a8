// One request, from its arrival to its row in the log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Attempt } from './attempts/attempt.ts'
import type { AnswerCopy } from './cache/answer-copy.ts'
import { CancelScope } from './cancel-scope.ts'
import type { RequestFacts } from './chat/request-facts.ts'
import type { CacheTrace } from './contract/answer-cache.ts'
import type { Outcome, RequestPurpose } from './contract/chat.ts'
import type { TouchedBudget } from './contract/request-why.ts'
import type { RouteTrace } from './contract/routes.ts'
import type { RequestId } from './contract/units.ts'
import { GatewayError, toGatewayError } from './errors.ts'
import type { CallerFormat } from './formats/format.ts'
import { formats, type WireFormat } from './formats/index.ts'
import { logSafely } from './guarded.ts'
import type { Client } from './identity/clients.ts'
import { mergeTouched } from './ledger/touched-budgets.ts'
import type { Target } from './routing/choose-target.ts'
import { nameOf } from './routing/route-question.ts'

export interface Inbound {
  readonly requestId: RequestId
  readonly format: WireFormat
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  /** 'answer' if it is not given. */
  readonly purpose?: RequestPurpose
}

export interface ExchangeClock {
  readonly now: () => number
  readonly monotonicMs: () => number
}

/**
 * What belongs to a whole request. What belongs to one try at a provider is an `Attempt`. An exchange is a class so that all
 * exchanges have the same shape. An object literal with a getter would get a new shape each time, and the engine keeps a
 * shape, with all that it refers to, until the next full collection.
 */
export class Exchange implements Inbound {
  readonly requestId: RequestId
  /** The format of the request, and of the answer to the caller. */
  readonly format: WireFormat
  readonly caller: CallerFormat
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  readonly startedAtMs: number
  /**
   * Cancelled when the caller leaves, when the program shuts down, or when a listener throws. Its attempts are cancelled
   * with it.
   */
  readonly scope: CancelScope
  /** In the order in which they were begun. */
  readonly attempts: Attempt[] = []
  /** 'answer' changes to 'quote' if the request is a dry run. */
  purpose: RequestPurpose
  /** Its index in the list of running exchanges: see RunningExchanges. */
  place = -1
  client?: Client
  /** The bytes that are held in memory for this exchange at the moment: see BytesInFlight. */
  heldBytes = 0
  requestBytes = 0
  responseBytes = 0
  facts?: RequestFacts
  /** The provider and model that were chosen. Undefined until then. */
  target?: Target
  /** True if the caller asked for a route, so that the model's name is not the one that it asked for. */
  asksRoute = false
  /** The attempt whose answer the caller gets, once that is known. */
  answering?: Attempt
  /** Why the model that answers was picked as its route's last resort. Undefined if it was not. */
  lastResort?: string | undefined
  /** What was considered on the way to an answer, where that was more than one target. */
  trace?: RouteTrace
  /** A copy of what the caller is sent, to be stored or shared. Undefined if that is not wanted. */
  copy?: AnswerCopy
  /** What the cache did. Undefined if it is switched off for this request. */
  cache?: CacheTrace
  /** True once an attempt was settled although another one was to follow. */
  mayGoOn = false
  /** The short names of the soft budgets that have too little left for this request: for a header, in which commas part them. */
  passedBudgets?: readonly string[]
  /** What each budget said that the request had to do with. Undefined if none was asked. */
  touchedBudgets?: readonly TouchedBudget[]
  outcome?: Outcome
  /** What the caller was told that ended it. Nothing more is sent to it then, though others may still wait for its answer. */
  error?: GatewayError
  readonly #arrivedAtMs: number
  readonly #monotonicMs: () => number

  constructor(
    { requestId, format, purpose = 'answer', request, reply }: Inbound,
    { now, monotonicMs }: ExchangeClock,
    log: Pick<Logger, 'error'>,
  ) {
    this.#arrivedAtMs = monotonicMs()
    this.#monotonicMs = monotonicMs
    this.startedAtMs = now()
    this.requestId = requestId
    this.format = format
    this.caller = formats[format].caller
    this.purpose = purpose
    this.request = request
    this.reply = reply
    this.scope = new CancelScope(error => logSafely(log, error, 'a listener of a request failed'))
    // Fastify's request.signal is aborted as soon as the body is read. That the caller has left is shown by these events.
    const left = this.scope.guard(() => {
      if (!reply.writableFinished) this.#leave()
    })
    reply.once('close', left)
    reply.on('error', left)
    request.on('error', left)
    // The code that waits for the caller to take bytes sets this timeout. It starts anew whenever bytes are taken.
    reply.once(
      'timeout',
      this.scope.guard(() => {
        this.#leave()
        reply.destroy()
      }),
    )
  }

  /** The caller has left, or its connection was closed after it had been told of an error. */
  #leave(): void {
    this.abandon(this.error ?? new GatewayError('client_gone'))
  }

  /** The caller gets nothing more. The answer goes on as long as others wait for it. */
  abandon(reason: GatewayError): void {
    const { copy } = this
    const cancel = () => this.scope.cancel(reason)
    if (!copy?.isAwaited) {
      cancel()
      return
    }
    copy.onAbandoned = this.scope.guard(cancel)
    copy.onAwaited?.()
  }

  /** Adds what budgets said to an attempt, or to a longer answer. */
  noteBudgets(touched: readonly TouchedBudget[]): void {
    if (touched.length > 0) this.touchedBudgets = mergeTouched(this.touchedBudgets, touched)
  }

  /** Milliseconds since arrival, on the monotonic clock. */
  elapsedMs(): number {
    return this.#monotonicMs() - this.#arrivedAtMs
  }

  /** The attempt that answers. If none does, the newest. */
  get attempt(): Attempt | undefined {
    return this.answering ?? this.attempts.at(-1)
  }
}

/** Why the exchange failed. If it was cancelled, that reason counts, and not the errors that followed from it. */
export function causeOf({ scope, attempt }: Exchange, error: unknown): GatewayError {
  return scope.reason ?? attempt?.scope.reason ?? toGatewayError(error)
}

/** The target as `provider/model`, a name that the caller could ask for. */
export function routeOf({ target }: Exchange): string | undefined {
  return target && nameOf(target)
}
