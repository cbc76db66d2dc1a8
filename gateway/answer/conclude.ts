// What comes after a request, however it went: one place for every exit.
import type { Logger } from 'pino'
import type { Attempt } from '../attempts/attempt.ts'
import { closeAttempt, type SettleDeps } from '../attempts/close-attempt.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { Config } from '../config/schema.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import { causeOf, type Exchange } from '../exchange.ts'
import { contained, logSafely } from '../guarded.ts'
import type { UnauthenticatedCounts } from '../identity/unauthenticated-counts.ts'
import { heldBill } from '../ledger/held-bill.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import type { LogWriter } from '../storage/log-writer.ts'
import { isDelivered } from './ending.ts'
import { toLogRecord } from './record.ts'
import { refuse } from './refuse.ts'

export interface ConcludeDeps extends SettleDeps {
  readonly log: Pick<Logger, 'error'>
  readonly running: RunningExchanges
  readonly requests: Pick<LogWriter, 'add'>
  readonly unauthenticated: Pick<UnauthenticatedCounts, 'add'>
  readonly bytesInFlight: Pick<BytesInFlight, 'give'>
  readonly config: () => Pick<Config, 'slowReaderTimeoutMs'>
}

/** The exchange failed: what still runs for it is ended, its hold is settled, its caller is told. Never rejects. */
export async function concludeFailure(exchange: Exchange, error: unknown, deps: ConcludeDeps): Promise<void> {
  const { log } = deps
  const cause = causeOf(exchange, error)
  // What a listener threw was logged where it happened.
  if (cause.code === 'internal' && cause !== exchange.scope.reason)
    logSafely(log, cause.cause, 'request failed')
  contained(log, 'a failed request could not be ended', () => exchange.scope.cancel(cause))
  // What a worker still reads of the answer is a part of what it cost; a program that ends waits for nobody.
  if (cause.code !== 'shutting_down') for (const attempt of exchange.attempts) await whenCounted(attempt)
  settleForSure(exchange, deps)
  const told = contained(log, 'a failed request could not be answered', () =>
    refuse(exchange, cause, deps.config().slowReaderTimeoutMs),
  )
  if (!told) exchange.reply.destroy()
}

/**
 * The last of every exchange: settled, in the log or counted among those without a token, and no longer among those that
 * run. Never throws.
 */
export function conclude(exchange: Exchange, deps: ConcludeDeps): void {
  const { log, requests, unauthenticated } = deps
  settleForSure(exchange, deps)
  contained(log, 'what a request held in memory could not be given back', () =>
    deps.bytesInFlight.give(exchange),
  )
  contained(log, 'a request could not be taken off those that run', () => leave(exchange, deps))
  contained(log, 'a request could not be logged', () => {
    if (exchange.client) requests.add(toLogRecord(exchange))
    else if (exchange.error) unauthenticated.add(exchange.error.code)
  })
}

/**
 * Every attempt that nothing else has ended is settled by what is known of its answer; where that fails, at what was held, as
 * the next start would. Safe from every exit: the ledger counts the first one. Never throws.
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

/** Of one that is over with its exchange. */
function endOf({ exchange, scope }: Attempt): AttemptEnd {
  const { code } = exchange.scope.reason ?? scope.reason ?? { code: undefined }
  if (code === undefined) return 'complete' // a count, say, of which nothing is settled
  if (code === 'client_gone' || code === 'shutting_down') return 'left'
  return code.startsWith('upstream_') || code === 'internal' ? 'broken' : 'refused'
}

/** It runs until the system has its answer's last byte: a program that ends must not cut what is still being read. */
function leave(exchange: Exchange, { running }: ConcludeDeps): void {
  const left = () => running.delete(exchange)
  if (isDelivered(exchange.reply)) left()
  else exchange.reply.once('close', exchange.scope.guard(left))
}
