// One budget in use: its gauge, the charges of requests, and the notices that were sent.
import type { BudgetNotice } from '../contract/budgets.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import { type Ask, type Attribution, askedIn, type Budget } from './budget.ts'
import { createGauge } from './create-gauge.ts'
import type { Charge, Gauge, SpentBefore } from './gauge.ts'
import { levelAtLimit } from './level-gauges.ts'
import { dueNotice, type NoticeMarks, startMarks } from './notices.ts'

/** Who asks budgets, and for which attempt. How much is asked is in `Ask`. */
export interface Asking extends Attribution {
  readonly requestId: RequestId
  /** The number of the attempt within its request, from 1. */
  readonly attempt: number
}

/** What a running request holds, as it stands in the journal. */
export interface OpenHold extends Asking, Ask {
  readonly holdId: number
  readonly openedAtMs: number
  /** The ids of the shadow budgets that would have refused the request. */
  readonly shadowedBy: readonly string[]
}

export interface Balance {
  readonly budget: Budget
  readonly gauge: Gauge
  readonly wouldHaveRefused: number
  readonly refused: RefusedBefore
}

/** How many requests a budget refused since then. */
export interface RefusedBefore {
  readonly refused: number
  readonly sinceMs: number
}

export interface RefusalCount extends RefusedBefore {
  readonly budgetId: string
}

/** `asked` is undefined if the budget is in money and the model has no price. */
export interface Refusal extends Omit<Balance, 'refused'> {
  readonly asked: bigint | undefined
  readonly left: bigint
}

/** Says what was spent before a budget was opened here. */
export interface SpentSource {
  before(budget: Budget): SpentBefore
  /** How many requests since then the budget, a shadow budget, would have refused. */
  wouldHaveRefused(budget: Budget, sinceMs: number): number
  /** Undefined if nothing was written down. */
  refused(budget: Budget): RefusedBefore | undefined
}

/** The charge of one request in an account that counts requests. */
export interface RequestCharge {
  readonly charge: Charge
  /** The hold for which the charge was opened. Undefined if the charge was taken over when the budget was set again. */
  readonly firstHoldId: number | undefined
  /**
   * How many attempts that the budget covers are running. 0 if the request is between two attempts, or if its running
   * attempt goes where this budget does not cover it.
   */
  openHolds: number
}

export interface Account extends Balance {
  wouldHaveRefused: number
  refused: RefusedBefore
  /** The request that was refused last, which counts once, however many of its targets are refused. */
  lastRefused: string | undefined
  windowStartMs: number
  readonly marks: NoticeMarks
  /** The charges by hold id, if the budget counts money or tokens. */
  readonly charges: Map<number, Charge>
  /** The charges by request id, if the budget counts requests. */
  readonly requests: Map<string, RequestCharge>
}

/** Opens the account of a budget. `previous` is the account of the same budget before it was set again. */
export function openAccount(
  budget: Budget,
  source: SpentSource,
  atMs: number,
  previous: Account | undefined,
): Account {
  const gauge = createGauge(budget.rule, spentBefore(budget, source, previous, atMs), atMs)
  gauge.advance(atMs)
  const windowStartMs = windowStart(gauge)
  return {
    budget,
    gauge,
    windowStartMs,
    wouldHaveRefused: source.wouldHaveRefused(budget, windowStartMs),
    refused: refusedBefore(gauge, previous?.refused ?? source.refused(budget), budget, atMs),
    lastRefused: previous?.lastRefused,
    marks: startMarks(budget, gauge.settled),
    charges: new Map(),
    requests: new Map(),
  }
}

/** What was refused in another window does not count. A budget without windows counts from the first time it is opened. */
function refusedBefore(
  gauge: Gauge,
  before: RefusedBefore | undefined,
  { rule }: Budget,
  atMs: number,
): RefusedBefore {
  const sinceMs = rule.kind === 'calendar' ? windowStart(gauge) : (before?.sinceMs ?? atMs)
  return before?.sinceMs === sinceMs ? before : { refused: 0, sinceMs }
}

/** Counts a refused request. Undefined if it was counted already. */
export function countRefusal(account: Account, requestId: string): RefusalCount | undefined {
  if (account.lastRefused === requestId) return undefined
  account.lastRefused = requestId
  account.refused = { ...account.refused, refused: account.refused.refused + 1 }
  return { budgetId: account.budget.id, ...account.refused }
}

/**
 * What was spent before. A bucket in use knows its level better than the journal, because it was filled up to now at its old
 * rate.
 */
function spentBefore(
  budget: Budget,
  source: SpentSource,
  previous: Account | undefined,
  atMs: number,
): SpentBefore {
  const before = source.before(budget)
  const level = previous?.gauge.level
  if (!previous || !level) return before
  const { micro, atMs: levelAtMs } = levelAtLimit(level, previous.budget.rule.limit, budget.rule.limit)
  // The level's time is later than now if the clock was ahead. The bucket goes on filling from now.
  return { ...before, level: { micro, atMs: Math.min(levelAtMs, atMs) } }
}

export function advance(account: Account, atMs: number): void {
  account.gauge.advance(atMs)
  if (account.budget.rule.kind !== 'calendar') return
  const startMs = windowStart(account.gauge)
  if (startMs === account.windowStartMs) return
  account.windowStartMs = startMs
  account.wouldHaveRefused = 0
  account.refused = { refused: 0, sinceMs: startMs }
  account.marks.told = 0
}

/**
 * Charges the whole of this hold to the account, in place of what was charged for it before. `isInLevel`: the level that the
 * bucket started from already contains the hold.
 */
export function charge(account: Account, hold: OpenHold, isInLevel = false): void {
  const amount = askedIn(account.budget.rule.unit, hold) ?? 0n
  const known = account.charges.get(hold.holdId)
  if (known) {
    account.gauge.change(known, amount)
    return
  }
  account.charges.set(hold.holdId, account.gauge.open(amount, hold.openedAtMs, isInLevel))
  if (isShadowed(account, hold)) account.wouldHaveRefused++
}

/**
 * Whether the hold is counted in `wouldHaveRefused`. It is not if a new window has begun since it was opened, because the
 * count then starts again.
 */
export function isShadowed(
  { budget, windowStartMs }: Account,
  { shadowedBy, openedAtMs }: OpenHold,
): boolean {
  return shadowedBy.length > 0 && shadowedBy.includes(budget.id) && openedAtMs >= windowStartMs
}

/** Returns the percentage that is newly reached by this, if any. */
export function discharge(
  { budget, gauge, marks, charges }: Account,
  holdId: number,
  used: bigint,
): BudgetNotice['percent'] | undefined {
  const charged = charges.get(holdId)
  if (!charged) return undefined
  charges.delete(holdId)
  gauge.close(charged, used)
  return dueNotice(budget, gauge.settled, marks)
}

/** Undoes what `charge` did. No notice is sent. */
export function forget(account: Account, hold: OpenHold): void {
  const charged = account.charges.get(hold.holdId)
  if (!charged) return
  account.charges.delete(hold.holdId)
  account.gauge.close(charged, 0n)
  if (isShadowed(account, hold)) account.wouldHaveRefused--
}

export function check(
  { budget, gauge, wouldHaveRefused }: Omit<Balance, 'refused'>,
  asked: bigint | undefined,
): Refusal | undefined {
  const { left } = gauge
  return asked === undefined || asked > left ? { budget, gauge, wouldHaveRefused, asked, left } : undefined
}

/** What the request asks of the account: nothing more if the account counts requests and has counted this one already. */
export function askedOf({ budget, requests }: Account, { requestId }: Asking, ask: Ask): bigint | undefined {
  const { unit } = budget.rule
  return unit === 'requests' && requests.has(requestId) ? 0n : askedIn(unit, ask)
}

/**
 * What a settled request takes of budgets in money. If its cost is unknown, that is what was held for it, or `atMost` if
 * that is more.
 */
export function chargedFor(
  { amount = 0n as NanoUsd }: OpenHold,
  {
    cost,
    atMost = 0n as NanoUsd,
  }: { readonly cost: NanoUsd | undefined; readonly atMost?: NanoUsd | undefined },
): NanoUsd {
  return cost ?? (amount > atMost ? amount : atMost)
}

/** By how much a hold has grown. */
export function difference(grown: OpenHold, held: OpenHold): Ask {
  return {
    inputTokens: grown.inputTokens - held.inputTokens,
    outputTokens: grown.outputTokens - held.outputTokens,
    amount: grown.amount === undefined ? undefined : ((grown.amount - (held.amount ?? 0n)) as NanoUsd),
  }
}

/** 0 if the budget has no window, so that everything that was ever charged counts. */
function windowStart({ bounds }: Gauge): number {
  return bounds?.startMs ?? 0
}
