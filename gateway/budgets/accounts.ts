import {
  type Account,
  advance,
  charge,
  forget,
  type OpenHold,
  openAccount,
  type SpentSource,
} from './account.ts'
import { type Attribution, type Budget, compareBudgets, covers } from './budget.ts'
import type { BucketLevel } from './gauge.ts'
import { chargeRequest, forgetAttempt, takeOverPaused } from './request-charges.ts'

export interface LevelRecord {
  readonly budgetId: string
  readonly level: BucketLevel
}

/** All budgets, widest scope first. */
export function createAccounts(source: SpentSource) {
  let accounts: readonly Account[] = []
  const changedBuckets = new Set<Account>()

  function touch(account: Account): void {
    if (account.budget.rule.kind === 'bucket') changedBuckets.add(account)
  }

  function take(account: Account, hold: OpenHold, isInLevel = false): void {
    if (account.budget.rule.unit === 'requests') chargeRequest(account, hold, isInLevel)
    else charge(account, hold, isInLevel)
    touch(account)
  }

  return {
    take,
    touch,

    /** The hold never was, and nobody would have refused it. */
    forget(account: Account, hold: OpenHold): void {
      if (account.budget.rule.unit === 'requests') forgetAttempt(account, hold)
      else forget(account, hold)
      touch(account)
    },

    /** Measured anew where it was there before, with what runs. */
    put(budget: Budget, atMs: number, open: Iterable<OpenHold>): void {
      const previous = accounts.find(({ budget: { id } }) => id === budget.id)
      previous?.gauge.advance(atMs)
      const account = openAccount(budget, source, atMs, previous)
      const others = accounts.filter(each => each !== previous)
      accounts = [...others, account].sort((a, b) => compareBudgets(a.budget, b.budget))
      if (previous) touch(account)
      for (const hold of open) {
        if (!covers(budget.scope, hold)) continue
        // Opened under a clock that was ahead, it is charged now.
        const openedAtMs = Math.min(hold.openedAtMs, atMs)
        const isInLevel = previous?.charges.has(hold.holdId) || previous?.requests.has(hold.requestId)
        take(account, { ...hold, openedAtMs }, isInLevel)
      }
      if (previous) takeOverPaused(account, previous)
    },

    remove(id: string): void {
      accounts = accounts.filter(({ budget }) => budget.id !== id)
    },

    at(atMs: number): readonly Account[] {
      for (const account of accounts) advance(account, atMs)
      return accounts
    },

    covering: (request: Attribution): readonly Account[] =>
      accounts.filter(({ budget }) => covers(budget.scope, request)),

    /** Those that the hold takes money or tokens of, and those that count its request. */
    carrying: ({ holdId, requestId }: OpenHold): readonly Account[] =>
      accounts.filter(({ charges, requests }) => charges.has(holdId) || requests.has(requestId)),

    /** Those that the hold takes money or tokens of. */
    charged: ({ holdId }: OpenHold): readonly Account[] =>
      accounts.filter(({ charges }) => charges.has(holdId)),

    /** Those that count the request. */
    counting: (requestId: string): readonly Account[] =>
      accounts.filter(({ requests }) => requests.has(requestId)),

    /** The buckets that changed since this was asked last: what a restart must know. */
    takeLevels(): readonly LevelRecord[] {
      const levels = [...changedBuckets].flatMap(({ budget, gauge }) =>
        gauge.level ? [{ budgetId: budget.id, level: gauge.level }] : [],
      )
      changedBuckets.clear()
      return levels
    },
  }
}
