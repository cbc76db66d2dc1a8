import { type Account, advance, charge, type OpenHold, openAccount, type SpentSource } from './account.ts'
import { type Attribution, type Budget, compareBudgets, covers } from './budget.ts'
import type { BucketLevel } from './meters.ts'

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
    charge(account, hold, isInLevel)
    touch(account)
  }

  return {
    take,
    touch,

    /** Measured anew where it was there before, with what runs. */
    put(budget: Budget, atMs: number, open: Iterable<OpenHold>): void {
      const previous = accounts.find(({ budget: { id } }) => id === budget.id)
      previous?.meter.advance(atMs)
      const account = openAccount(budget, source, atMs, previous)
      const others = accounts.filter(each => each !== previous)
      accounts = [...others, account].sort((a, b) => compareBudgets(a.budget, b.budget))
      if (previous) touch(account)
      for (const hold of open) {
        if (!covers(budget.scope, hold)) continue
        // Opened under a clock that was ahead, it is charged now.
        const openedAtMs = Math.min(hold.openedAtMs, atMs)
        take(account, { ...hold, openedAtMs }, previous?.charges.has(hold.holdId))
      }
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

    carrying: (holdId: number): readonly Account[] => accounts.filter(({ charges }) => charges.has(holdId)),

    /** The buckets that changed since this was asked last: what a restart must know. */
    takeLevels(): readonly LevelRecord[] {
      const levels = [...changedBuckets].flatMap(({ budget, meter }) =>
        meter.level ? [{ budgetId: budget.id, level: meter.level }] : [],
      )
      changedBuckets.clear()
      return levels
    },
  }
}
