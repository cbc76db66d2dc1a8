// What is left of every budget, pure: no clock, no database. The journal behind it is ledger.ts's.
import type { BudgetNotice } from '../contract/budgets.ts'
import { type TokenCounts, totalTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import {
  type Balance,
  chargedFor,
  check,
  difference,
  discharge,
  forget,
  type OpenHold,
  type Refusal,
  type SpentSource,
} from './account.ts'
import { createAccounts, type LevelRecord } from './accounts.ts'
import type { Ask, Attribution, Budget } from './budget.ts'

/** What a request took in the end. */
export interface Used {
  readonly tokens: TokenCounts
  /** Undefined: unknown, something was used that has no known price. */
  readonly cost: NanoUsd | undefined
  /** See `chargedFor`. */
  readonly atMost?: NanoUsd | undefined
}

export interface Verdict {
  /** The first hard budget that would be exceeded. */
  readonly refusal: Refusal | undefined
  /** The soft ones, which only say so. */
  readonly passed: readonly Budget[]
  /** The shadow budgets that would be. */
  readonly shadowed: readonly Budget[]
  /** Every budget that covers the request, with what it would be asked. */
  readonly balances: readonly Balance[]
}

type OnNotice = (notice: Omit<BudgetNotice, 'name'>) => void

export type Balances = ReturnType<typeof createBalances>

export function createBalances(source: SpentSource, onNotice: OnNotice) {
  const accounts = createAccounts(source)
  const open = new Map<number, OpenHold>()

  function close(hold: OpenHold, used: (budget: Budget) => bigint, atMs: number): boolean {
    if (!open.delete(hold.holdId)) return false
    for (const account of accounts.carrying(hold.holdId)) {
      // A full bucket does not fill: what is used beyond the hold must not be hidden by a refill of before.
      if (account.meter.level) account.meter.advance(atMs)
      const percent = discharge(account, hold.holdId, used(account.budget))
      if (percent !== undefined) onNotice({ budgetId: account.budget.id, percent, atMs })
      accounts.touch(account)
    }
    return true
  }

  return {
    put: (budget: Budget, atMs: number): void => accounts.put(budget, atMs, open.values()),
    remove: (id: string): void => accounts.remove(id),
    list: (atMs: number): readonly Balance[] => accounts.at(atMs),
    takeLevels: (): readonly LevelRecord[] => accounts.takeLevels(),

    /** The budgets that cover the request and want its worst case held. */
    strictOver: (request: Attribution): readonly Budget[] =>
      accounts
        .covering(request)
        .map(({ budget }) => budget)
        .filter(({ strict, mode }) => strict && mode === 'hard'),

    /** Opens nothing. */
    check(request: Attribution, ask: Ask, atMs: number): Verdict {
      accounts.at(atMs)
      return judge(accounts.covering(request), ask)
    },

    open(hold: OpenHold): void {
      open.set(hold.holdId, hold)
      for (const account of accounts.covering(hold)) accounts.take(account, hold)
    },

    /** The first hard budget that could not afford it if a running request held this. */
    refusalOf(grown: OpenHold, atMs: number): Refusal | undefined {
      const held = open.get(grown.holdId)
      if (!held) return undefined
      accounts.at(atMs)
      return accounts
        .carrying(grown.holdId)
        .filter(({ budget: { mode, rule } }) => mode === 'hard' && rule.unit !== 'requests')
        .flatMap(account => check(account, difference(grown, held)) ?? [])
        .find(({ asked }) => asked !== undefined)
    },

    /** A running request holds this from now on, whatever is left. False where it has ended. */
    grow(grown: OpenHold): boolean {
      if (!open.has(grown.holdId)) return false
      open.set(grown.holdId, grown)
      for (const account of accounts.carrying(grown.holdId)) accounts.take(account, grown)
      return true
    },

    /** Nothing was sent: the hold never was, and nobody would have refused it. */
    release(hold: OpenHold): void {
      if (!open.delete(hold.holdId)) return
      for (const account of accounts.carrying(hold.holdId)) {
        forget(account, hold)
        accounts.touch(account)
      }
    },

    /** True when this call settled it, false when it was not open. */
    settle(hold: OpenHold, taken: Used, atMs: number): boolean {
      const used = { usd: chargedFor(hold, taken), tokens: BigInt(totalTokens(taken.tokens)), requests: 1n }
      return close(hold, ({ rule }) => used[rule.unit], atMs)
    },

    get openHolds(): number {
      return open.size
    },
  }
}

function judge(balances: readonly Balance[], ask: Ask): Verdict {
  const refusals = balances.flatMap(balance => check(balance, ask) ?? [])
  const inMode = (mode: Budget['mode']) => refusals.filter(({ budget }) => budget.mode === mode)
  return {
    refusal: inMode('hard')[0],
    passed: inMode('soft').map(({ budget }) => budget),
    shadowed: inMode('shadow').map(({ budget }) => budget),
    balances,
  }
}
