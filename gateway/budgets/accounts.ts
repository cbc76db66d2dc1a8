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

/** The accounts of all budgets, ordered from the widest scope to the narrowest. */
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

    /** Undoes the hold as if it had never been opened, also in the counts of shadow budgets. */
    forget(account: Account, hold: OpenHold): void {
      if (account.budget.rule.unit === 'requests') forgetAttempt(account, hold)
      else forget(account, hold)
      touch(account)
    },

    /**
     * Opens the account of a budget, with the holds that are open. If the budget was set before, its account is replaced.
     */
    put(budget: Budget, atMs: number, open: Iterable<OpenHold>): void {
      const previous = accounts.find(({ budget: { id } }) => id === budget.id)
      previous?.gauge.advance(atMs)
      const account = openAccount(budget, source, atMs, previous)
      const others = accounts.filter(each => each !== previous)
      accounts = [...others, account].sort((a, b) => compareBudgets(a.budget, b.budget))
      if (previous) touch(account)
      for (const hold of open) {
        if (!covers(budget.scope, hold)) continue
        // The hold was opened while the clock was ahead, so it is charged as of now.
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

    byId: (id: string): Account | undefined => accounts.find(({ budget }) => budget.id === id),

    covering: (request: Attribution): readonly Account[] =>
      accounts.filter(({ budget }) => covers(budget.scope, request)),

    /** The accounts in which the hold is charged, and those that count its request. */
    carrying: ({ holdId, requestId }: OpenHold): readonly Account[] =>
      accounts.filter(({ charges, requests }) => charges.has(holdId) || requests.has(requestId)),

    /** The accounts in which the hold is charged as money or tokens. */
    charged: ({ holdId }: OpenHold): readonly Account[] =>
      accounts.filter(({ charges }) => charges.has(holdId)),

    /** The accounts that count the request. */
    counting: (requestId: string): readonly Account[] =>
      accounts.filter(({ requests }) => requests.has(requestId)),

    /** The levels of the buckets that changed since the last call. They are written down, because a restart needs them. */
    takeLevels(): readonly LevelRecord[] {
      const levels = [...changedBuckets].flatMap(({ budget, gauge }) =>
        gauge.level ? [{ budgetId: budget.id, level: gauge.level }] : [],
      )
      changedBuckets.clear()
      return levels
    },
  }
}
