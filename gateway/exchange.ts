// One request, from its arrival to its row in the log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Attempt } from './attempts/attempt.ts'
import { CancelScope } from './cancel-scope.ts'
import type { RequestFacts } from './chat/request-facts.ts'
import type { Outcome, RequestPurpose } from './contract/chat.ts'
import type { RequestId } from './contract/units.ts'
import { GatewayError, toGatewayError } from './errors.ts'
import type { CallerFormat } from './formats/format.ts'
import { formats, type WireFormat } from './formats/index.ts'
import { logSafely } from './guarded.ts'
import type { Client } from './identity/clients.ts'
import type { Target } from './routing/choose-target.ts'

export interface Inbound {
  readonly requestId: RequestId
  readonly format: WireFormat
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  /** An answer, unless it says otherwise. */
  readonly purpose?: RequestPurpose
}

export interface ExchangeClock {
  readonly now: () => number
  readonly monotonicMs: () => number
}

/**
 * What belongs to the whole request; what belongs to one try at a provider is an `Attempt`. A class, so that all exchanges have
 * one shape: an object literal with a getter has a shape of its own each time, which the engine keeps, with all that it
 * holds, until its next full collection.
 */
export class Exchange implements Inbound {
  readonly requestId: RequestId
  /** In which it is asked and answered. */
  readonly format: WireFormat
  readonly caller: CallerFormat
  readonly request: IncomingMessage
  readonly reply: ServerResponse
  readonly startedAtMs: number
  /** Ends early with the caller, a shutdown, or what was thrown where nobody waits; its attempts end with it. */
  readonly scope: CancelScope
  /** In the order in which they began. */
  readonly attempts: Attempt[] = []
  /** An answer that is asked for as a dry run becomes a quote. */
  purpose: RequestPurpose
  /** Among those that run: see RunningExchanges. */
  place = -1
  client?: Client
  /** In memory for it just now: see BytesInFlight. */
  heldBytes = 0
  requestBytes = 0
  responseBytes = 0
  facts?: RequestFacts
  /** Where it goes; undefined until that is decided. */
  target?: Target
  /** Names of the soft budgets that have too little left for it. */
  passedBudgets?: readonly string[]
  outcome?: Outcome
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
    // Fastify's request.signal fires as soon as the body is read; the caller leaving is this.
    const left = this.scope.guard(() => {
      if (!reply.writableFinished) this.scope.cancel(new GatewayError('client_gone'))
    })
    reply.once('close', left)
    reply.on('error', left)
    request.on('error', left)
    // Whoever waits for the caller to take bytes sets the reply's timeout; it runs anew with every byte that is taken.
    reply.once(
      'timeout',
      this.scope.guard(() => {
        this.scope.cancel(new GatewayError('client_gone'))
        reply.destroy()
      }),
    )
  }

  /** Since arrival, on the monotonic clock. */
  elapsedMs(): number {
    return this.#monotonicMs() - this.#arrivedAtMs
  }

  /** The newest attempt, which is the one that answers where any does. */
  get attempt(): Attempt | undefined {
    return this.attempts.at(-1)
  }
}

/** What ended the exchange: the reason it was cancelled for wins over what that then broke. */
export function causeOf({ scope, attempt }: Exchange, error: unknown): GatewayError {
  return scope.reason ?? attempt?.scope.reason ?? toGatewayError(error)
}

/** `provider/model` as the caller may ask for it. */
export function routeOf({ target }: Exchange): string | undefined {
  return target && `${target.provider.record.id}/${target.model}`
}
