// Budgets that count requests count each request once, however many attempts it has. In a budget of requests at once, the
// place belongs to the request and not to the attempt. It is kept between two attempts, so that no other request takes it.
import type { RequestId } from '../contract/units.ts'
import { type Account, isShadowed, type OpenHold } from './account.ts'
import { covers } from './budget.ts'

/** The state of a request when one of its attempts has ended. */
export type Remainder =
  /** Other attempts of the request are running. */
  | 'running'
  /** No attempt is running, but another one will follow. */
  | 'paused'
  | 'over'

export function chargeRequest(account: Account, hold: OpenHold, isInLevel: boolean): void {
  const known = account.requests.get(hold.requestId)
  if (known) {
    known.openHolds++
    return
  }
  const charge = account.gauge.open(1n, hold.openedAtMs, isInLevel)
  account.requests.set(hold.requestId, { charge, firstHoldId: hold.holdId, openHolds: 1 })
  if (isShadowed(account, hold)) account.wouldHaveRefused++
}

/** Counts a request for which no provider is asked. It keeps its place until `endRequest`. */
export function countRequest(
  account: Account,
  requestId: RequestId,
  openedAtMs: number,
  isShadowed: boolean,
): void {
  if (account.requests.has(requestId)) return
  const charge = account.gauge.open(1n, openedAtMs, false)
  account.requests.set(requestId, { charge, firstHoldId: undefined, openHolds: 0 })
  if (isShadowed) account.wouldHaveRefused++
}

/** To be called when an attempt has ended. This budget may not cover that attempt. */
export function closeAttempt(account: Account, hold: OpenHold, remainder: Remainder): void {
  const known = account.requests.get(hold.requestId)
  if (!known) return
  if (covers(account.budget.scope, hold)) known.openHolds--
  if (remainder === 'over') endRequest(account, hold.requestId)
  else if (remainder === 'running') leaveIfElsewhere(account, hold.requestId)
}

/**
 * To be called while the request has a running attempt. If this budget covers none of the running attempts, the request
 * gives its place in the budget back.
 */
export function leaveIfElsewhere(account: Account, requestId: string): void {
  // A bucket keeps the request until it ends. Otherwise the bucket would count it again if a later attempt were covered.
  if (account.budget.rule.kind !== 'concurrency') return
  if (account.requests.get(requestId)?.openHolds === 0) endRequest(account, requestId)
}

export function endRequest({ gauge, requests }: Account, requestId: string): void {
  const known = requests.get(requestId)
  if (!known) return
  requests.delete(requestId)
  gauge.close(known.charge, 1n)
}

/** Undoes a hold as if it had never been opened. If an earlier attempt was already charged, the request's charge stays. */
export function forgetAttempt(account: Account, hold: OpenHold): void {
  const known = account.requests.get(hold.requestId)
  if (!known || !covers(account.budget.scope, hold)) return
  known.openHolds--
  if (known.openHolds > 0 || known.firstHoldId !== hold.holdId) return
  account.requests.delete(hold.requestId)
  account.gauge.close(known.charge, 0n)
  if (isShadowed(account, hold)) account.wouldHaveRefused--
}

/** Takes over the charges of requests that are between two attempts, when a budget is set again. */
export function takeOverPaused(account: Account, previous: Account): void {
  for (const [requestId, { charge, openHolds }] of previous.requests) {
    if (openHolds > 0 || account.requests.has(requestId)) continue
    const taken = account.gauge.open(1n, charge.openedAtMs, true)
    account.requests.set(requestId, { charge: taken, firstHoldId: undefined, openHolds: 0 })
  }
}
