// One budget at work: its gauge, what runs on it, what was told about it.
import type { BudgetNotice } from '../contract/budgets.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import { type Ask, type Attribution, askedIn, type Budget } from './budget.ts'
import { createGauge } from './create-gauge.ts'
import type { Charge, Gauge, SpentBefore } from './gauge.ts'
import { levelAtLimit } from './level-gauges.ts'
import { dueNotice, type NoticeMarks, startMarks } from './notices.ts'

/** What a request asks of budgets with, beside how much it asks. */
export interface Asking extends Attribution {
  readonly requestId: RequestId
  /** Which attempt of the request it is, from 1. */
  readonly attempt: number
}

/** What a request that runs holds, as the journal has it. */
export interface OpenHold extends Asking, Ask {
  readonly holdId: number
  readonly openedAtMs: number
  /** Ids of the shadow budgets that would have refused it. */
  readonly shadowedBy: readonly string[]
}

export interface Balance {
  readonly budget: Budget
  readonly gauge: Gauge
  readonly wouldHaveRefused: number
}

/** `asked` undefined: the model has no price, and the budget is in money. */
export interface Refusal extends Balance {
  readonly asked: bigint | undefined
  readonly left: bigint
}

/** What was settled before a budget was put here. */
export interface SpentSource {
  before(budget: Budget): SpentBefore
  /** Requests since then that a shadow budget would have refused. */
  wouldHaveRefused(budget: Budget, sinceMs: number): number
}

/** What one request takes of an account that counts requests. */
export interface RequestCharge {
  readonly charge: Charge
  /** The hold that it was opened for; undefined: it was taken over from before the budget was set again. */
  readonly firstHoldId: number | undefined
  /** Attempts that the budget covers and that run; 0: the request is between two, or has gone elsewhere. */
  openHolds: number
}

export interface Account extends Balance {
  wouldHaveRefused: number
  windowStartMs: number
  readonly marks: NoticeMarks
  /** By hold, where money or tokens count. */
  readonly charges: Map<number, Charge>
  /** By request, where requests count. */
  readonly requests: Map<string, RequestCharge>
}

/** `previous` is the account of the same budget before it was set again. */
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
    marks: startMarks(budget, gauge.settled),
    charges: new Map(),
    requests: new Map(),
  }
}

/** A bucket that runs knows its level better than the journal: filled up to now, at the rate it had until now. */
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
  // Later than now: it was filled under a clock that was ahead, and goes on filling from now.
  return { ...before, level: { micro, atMs: Math.min(levelAtMs, atMs) } }
}

export function advance(account: Account, atMs: number): void {
  account.gauge.advance(atMs)
  if (account.budget.rule.kind !== 'calendar') return
  const startMs = windowStart(account.gauge)
  if (startMs === account.windowStartMs) return
  account.windowStartMs = startMs
  account.wouldHaveRefused = 0
  account.marks.told = 0
}

/**
 * From now on the account carries the whole of this hold, whatever it carried of it before. `isInLevel`: the level it
 * was opened with has it.
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

/** Counted in `wouldHaveRefused`: a window that began since then counts anew. */
export function isShadowed(
  { budget, windowStartMs }: Account,
  { shadowedBy, openedAtMs }: OpenHold,
): boolean {
  return shadowedBy.length > 0 && shadowedBy.includes(budget.id) && openedAtMs >= windowStartMs
}

/** The mark that this reaches, if any. */
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

/** Takes back what `charge` did, and tells of nothing. */
export function forget(account: Account, hold: OpenHold): void {
  const charged = account.charges.get(hold.holdId)
  if (!charged) return
  account.charges.delete(hold.holdId)
  account.gauge.close(charged, 0n)
  if (isShadowed(account, hold)) account.wouldHaveRefused--
}

export function check(
  { budget, gauge, wouldHaveRefused }: Balance,
  asked: bigint | undefined,
): Refusal | undefined {
  const { left } = gauge
  return asked === undefined || asked > left ? { budget, gauge, wouldHaveRefused, asked, left } : undefined
}

/** A request that the account counts already asks for nothing more of it. */
export function askedOf({ budget, requests }: Account, { requestId }: Asking, ask: Ask): bigint | undefined {
  const { unit } = budget.rule
  return unit === 'requests' && requests.has(requestId) ? 0n : askedIn(unit, ask)
}

/**
 * What a settled request takes of budgets in money: as long as its cost is unknown, what was held for it, or `atMost` where
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

/** What a hold that grew asks for beyond what it had. */
export function difference(grown: OpenHold, held: OpenHold): Ask {
  return {
    inputTokens: grown.inputTokens - held.inputTokens,
    outputTokens: grown.outputTokens - held.outputTokens,
    amount: grown.amount === undefined ? undefined : ((grown.amount - (held.amount ?? 0n)) as NanoUsd),
  }
}

/** Of what has no window: since ever. */
function windowStart({ bounds }: Gauge): number {
  return bounds?.startMs ?? 0
}
