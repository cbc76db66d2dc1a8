// Where requests are counted, a request counts once, however many attempts it has. A place of "requests at once" is the
// request's, not the attempt's: between two attempts it is kept, so that nobody else can take it.
import { type Account, isShadowed, type OpenHold } from './account.ts'
import { covers } from './budget.ts'

/** What is left of a request when one of its attempts has ended. */
export type Remainder =
  /** Other attempts of it run. */
  | 'running'
  /** None runs, and more are to come. */
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

/** An attempt of it has ended, maybe one that this budget does not cover. */
export function closeAttempt(account: Account, hold: OpenHold, remainder: Remainder): void {
  const known = account.requests.get(hold.requestId)
  if (!known) return
  if (covers(account.budget.scope, hold)) known.openHolds--
  if (remainder === 'over') endRequest(account, hold.requestId)
  else if (remainder === 'running') leaveIfElsewhere(account, hold.requestId)
}

/** The request has an attempt that runs: where none of those that the budget covers does, it has left its place. */
export function leaveIfElsewhere(account: Account, requestId: string): void {
  // A bucket remembers it until its end: it would count it again if it came back.
  if (account.budget.rule.kind !== 'concurrency') return
  if (account.requests.get(requestId)?.openHolds === 0) endRequest(account, requestId)
}

export function endRequest({ gauge, requests }: Account, requestId: string): void {
  const known = requests.get(requestId)
  if (!known) return
  requests.delete(requestId)
  gauge.close(known.charge, 1n)
}

/** The hold never was. What the request takes stays where an earlier attempt took it. */
export function forgetAttempt(account: Account, hold: OpenHold): void {
  const known = account.requests.get(hold.requestId)
  if (!known || !covers(account.budget.scope, hold)) return
  known.openHolds--
  if (known.openHolds > 0 || known.firstHoldId !== hold.holdId) return
  account.requests.delete(hold.requestId)
  account.gauge.close(known.charge, 0n)
  if (isShadowed(account, hold)) account.wouldHaveRefused--
}

/** What requests between two attempts took of the same budget before it was set again. */
export function takeOverPaused(account: Account, previous: Account): void {
  for (const [requestId, { charge, openHolds }] of previous.requests) {
    if (openHolds > 0 || account.requests.has(requestId)) continue
    const taken = account.gauge.open(1n, charge.openedAtMs, true)
    account.requests.set(requestId, { charge: taken, firstHoldId: undefined, openHolds: 0 })
  }
}
