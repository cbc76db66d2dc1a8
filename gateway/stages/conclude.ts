// What comes after a request, however it went: one place for every exit.
import type { Logger } from 'pino'
import { noTokens } from '../contract/chat.ts'
import { causeOf, type Exchange } from '../exchange.ts'
import { contained, logSafely } from '../guarded.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import type { LogWriter } from '../storage/log-writer.ts'
import { isDelivered } from './ending.ts'
import { toLogRecord } from './record.ts'
import { refuse } from './refuse.ts'
import { type SettleDeps, settle } from './settle.ts'

export interface ConcludeDeps extends SettleDeps {
  readonly log: Pick<Logger, 'error'>
  readonly running: RunningExchanges
  readonly requests: Pick<LogWriter, 'add'>
}

/** The exchange failed: what still runs for it is ended, its hold is settled, its caller is told. Never throws. */
export function concludeFailure(
  exchange: Exchange,
  error: unknown,
  slowReaderTimeoutMs: () => number,
  deps: ConcludeDeps,
): void {
  const { log } = deps
  const cause = causeOf(exchange, error)
  // What a listener threw was logged where it happened.
  if (cause.code === 'internal' && cause !== exchange.aborted) logSafely(log, cause.cause, 'request failed')
  contained(log, 'a failed request could not be ended', () => exchange.abort(cause))
  settleForSure(exchange, deps)
  const told = contained(log, 'a failed request could not be answered', () =>
    refuse(exchange, cause, slowReaderTimeoutMs()),
  )
  if (!told) exchange.reply.destroy()
}

/** The last of every exchange: settled, in the log, and no longer among those that run. Never throws. */
export function conclude(exchange: Exchange, isLogged: boolean, deps: ConcludeDeps): void {
  const { log, requests } = deps
  settleForSure(exchange, deps)
  contained(log, 'a request could not be taken off those that run', () => leave(exchange, deps))
  if (isLogged) contained(log, 'a request could not be logged', () => requests.add(toLogRecord(exchange)))
}

/**
 * Settles by what is known of the answer; where that fails, at what was held, as the next start would. Safe from every exit:
 * the ledger counts the first one. Never throws.
 */
export function settleForSure(exchange: Exchange, deps: Omit<ConcludeDeps, 'running' | 'requests'>): void {
  const { log, ledger } = deps
  if (contained(log, 'a request could not be settled by its answer', () => settle(exchange, deps))) return
  const { hold } = exchange
  if (!hold) return
  exchange.settlement ??= {
    certainty: 'estimated',
    tokens: { ...noTokens, input: hold.inputTokens, output: hold.outputTokens },
    serviceTier: undefined,
    cost: hold.amount,
  }
  const { settlement } = exchange
  contained(log, 'a request could not be settled', () => ledger.settle(hold, settlement))
}

/** It runs until the system has its answer's last byte: a program that ends must not cut what is still being read. */
function leave(exchange: Exchange, { running }: ConcludeDeps): void {
  const left = () => running.delete(exchange)
  if (isDelivered(exchange.reply)) left()
  else exchange.reply.once('close', exchange.guard(left))
}
