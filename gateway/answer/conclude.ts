// Ends a request. Every request, whether it was answered or failed, comes through here.
import type { Logger } from 'pino'
import type { Attempt } from '../attempts/attempt.ts'
import { closeAttempt, type SettleDeps } from '../attempts/close-attempt.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { Config } from '../config/schema.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import { causeOf, type Exchange } from '../exchange.ts'
import { contained, logSafely } from '../guarded.ts'
import type { Failovers } from '../health/failovers.ts'
import type { UnauthenticatedCounts } from '../identity/unauthenticated-counts.ts'
import { heldBill } from '../ledger/held-bill.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import type { LogWriter } from '../storage/log-writer.ts'
import { isDelivered } from './ending.ts'
import { toLogRecord } from './record.ts'
import { refuse } from './refuse.ts'

export interface ConcludeDeps extends SettleDeps {
  readonly ledger: SettleDeps['ledger'] & Pick<Ledger, 'endRequest'>
  readonly log: Pick<Logger, 'error'>
  readonly running: RunningExchanges
  readonly requests: Pick<LogWriter, 'add'>
  readonly unauthenticated: Pick<UnauthenticatedCounts, 'add'>
  readonly bytesInFlight: Pick<BytesInFlight, 'give'>
  readonly failovers: Pick<Failovers, 'note'>
  readonly config: () => Pick<Config, 'slowReaderTimeoutMs'>
}

/** Ends an exchange that failed: cancels what still runs for it, settles its holds and tells its caller. Never rejects. */
export async function concludeFailure(exchange: Exchange, error: unknown, deps: ConcludeDeps): Promise<void> {
  const { log } = deps
  const cause = causeOf(exchange, error)
  // An error that a listener threw is the scope's reason. It was logged where it was thrown.
  if (cause.code === 'internal' && cause !== exchange.scope.reason)
    logSafely(log, cause.cause, 'request failed')
  contained(log, 'a failed request could not be ended', () => exchange.scope.cancel(cause))
  // A worker may still be reading the answer, and what it finds is part of the cost. A program that is ending does not wait.
  if (cause.code !== 'shutting_down') for (const attempt of exchange.attempts) await whenCounted(attempt)
  settleForSure(exchange, deps)
  const told = contained(log, 'a failed request could not be answered', () =>
    refuse(exchange, cause, deps.config().slowReaderTimeoutMs),
  )
  if (!told) exchange.reply.destroy()
}

/**
 * The last step of every exchange. It settles what is not settled yet, takes the exchange off the list of running ones, and
 * writes its row in the log. A request without a valid token gets no row: it is only counted. Never throws.
 */
export function conclude(exchange: Exchange, deps: ConcludeDeps): void {
  const { log, requests, unauthenticated } = deps
  settleForSure(exchange, deps)
  if (exchange.mayGoOn)
    contained(log, 'a request could not be ended in the ledger', () =>
      deps.ledger.endRequest(exchange.requestId),
    )
  contained(log, 'what a request held in memory could not be given back', () =>
    deps.bytesInFlight.give(exchange),
  )
  contained(log, 'a request could not be taken off those that run', () => leave(exchange, deps))
  const { trace } = exchange
  if (trace) contained(log, 'a failover could not be noted', () => deps.failovers.note(trace))
  contained(log, 'a request could not be logged', () => {
    if (exchange.client) requests.add(toLogRecord(exchange))
    else if (exchange.error) unauthenticated.add(exchange.error.code)
  })
}

/**
 * Settles every attempt that is not settled yet, by what is known of its answer. If that throws, the attempt is settled at
 * the amount that was held, as the next start of the program would do. May be called more than once, because the ledger
 * counts only the first settlement of a hold. Never throws.
 */
export function settleForSure(exchange: Exchange, deps: SettleDeps & Pick<ConcludeDeps, 'log'>): void {
  for (const attempt of exchange.attempts) settleAttempt(attempt, deps)
}

function settleAttempt(attempt: Attempt, deps: SettleDeps & Pick<ConcludeDeps, 'log'>): void {
  const { log, ledger } = deps
  const close = () => closeAttempt(attempt, endOf(attempt), deps)
  if (contained(log, 'a request could not be settled by its answer', close)) return
  const { hold } = attempt
  if (!hold) return
  attempt.settlement ??= {
    certainty: 'estimated',
    ...heldBill(hold),
    cost: hold.amount,
  }
  const { settlement } = attempt
  contained(log, 'a request could not be settled', () => ledger.settle(hold, settlement))
}

/** How an attempt ended that was still open when its exchange ended. */
function endOf({ exchange, scope }: Attempt): AttemptEnd {
  const { code } = exchange.scope.reason ?? scope.reason ?? { code: undefined }
  // No error: this is, for example, a request to count tokens, for which nothing is settled.
  if (code === undefined) return 'complete'
  if (scope.reason?.code === 'attempt_lost') return 'lost'
  if (code === 'request_stopped') return 'broken'
  if (code === 'client_gone' || code === 'shutting_down') return 'left'
  return code.startsWith('upstream_') || code === 'internal' ? 'broken' : 'refused'
}

/**
 * Takes the exchange off the running ones once the operating system has taken the last byte of the answer. A program that is
 * closing waits for the running ones, so it does not cut an answer that a caller is still reading.
 */
function leave(exchange: Exchange, { running }: ConcludeDeps): void {
  const left = () => running.delete(exchange)
  if (isDelivered(exchange.reply)) left()
  else exchange.reply.once('close', exchange.scope.guard(left))
}
