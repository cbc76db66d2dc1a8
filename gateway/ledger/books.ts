// What a person does with the ledger, beside what requests do: set budgets, correct the past.
import { randomUUID } from 'node:crypto'
import type { Balances } from '../budgets/balances.ts'
import type { Budget } from '../budgets/budget.ts'
import { isSameBudget } from '../contract/same-budget.ts'
import type { NanoUsd } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { Correction } from '../pricing/repricing.ts'
import type { Corrected, LedgerEntry, NewCost } from '../storage/billed-entries.ts'
import type { GroupCommit } from '../storage/group-commit.ts'
import type { LedgerJournal } from '../storage/ledger-journal.ts'
import type { Repair } from '../storage/set-aside.ts'
import type { LedgerClock } from './clock.ts'

export type NewBudgetRecord = Omit<Budget, 'id' | 'createdAtMs'>

export interface LedgerBooksDeps {
  readonly journal: LedgerJournal
  readonly balances: Balances
  readonly clock: LedgerClock
  readonly commits: Pick<GroupCommit, 'flush' | 'waiting' | 'failure'>
  readonly remeasuring: { readonly now: () => void; readonly askFor: () => void }
}

/** The ledger's time beside the machine's clock. */
export interface LedgerTime {
  readonly timeMs: number
  /** By how much it is ahead of the machine's clock; 0: it is not. */
  readonly aheadMs: number
}

export function createLedgerBooks({ journal, balances, clock, commits, remeasuring }: LedgerBooksDeps) {
  /** Balances are measured from the journal, so everything must be in it. */
  function flushOrThrow(): void {
    if (!commits.flush()) throw new GatewayError('ledger_unavailable', {}, { cause: commits.failure() })
  }

  /** Measures every budget anew: now, or, while a failing disk keeps settlements waiting, as soon as they are written. */
  function remeasure(): void {
    if (commits.flush() || commits.waiting() === 0) remeasuring.now()
    else remeasuring.askFor()
  }

  return {
    billed: journal.billed,
    newestEntry: journal.newestEntry,
    beforeEntriesSince: journal.beforeEntriesSince,
    setAside: journal.setAside,
    setAsideCount: journal.setAsideCount,
    clockCorrections: journal.clockCorrections,
    remeasure,

    /**
     * Written beside what it corrects, against what that costs at this moment. Budgets count it once they are measured
     * anew.
     */
    correct: (corrections: readonly Correction<LedgerEntry>[]): Corrected =>
      journal.correct(corrections.map(toNewCost), clock.read()),

    /** Bills what was set aside as so much, once. False where it does not wait for that. */
    repair(repair: Repair): boolean {
      const isRepaired = journal.repair(repair, clock.read())
      if (isRepaired) remeasure()
      return isRepaired
    },

    time: (): LedgerTime => ({ timeMs: clock.read(), aheadMs: clock.aheadMs }),

    /**
     * The machine's clock is right, says `by`, and the ledger's time is not: it goes on from now. What was entered under
     * a later time counts as of now. False where the ledger's time is not ahead, and then nothing has changed.
     */
    correctClock(by: string): boolean {
      flushOrThrow()
      if (clock.aheadMs === 0) return false
      const toMs = clock.wallMs()
      journal.correctClock(by, clock.read(), toMs)
      clock.correct(toMs)
      remeasuring.now()
      return true
    },

    /** Throws `ledger_unavailable` while the journal cannot be written, and then nothing has changed. */
    setBudget(wanted: NewBudgetRecord): Budget {
      flushOrThrow()
      const known = journal.budgets()
      const same = known.find(budget => isSameBudget(budget, wanted))
      const identity = same ?? { id: `bud_${randomUUID()}`, createdAtMs: createdAfter(known, clock.read()) }
      const budget = { ...wanted, id: identity.id, createdAtMs: identity.createdAtMs }
      journal.putBudget(budget)
      balances.put(budget, clock.read())
      commits.flush() // a bucket's level with the holds that run: the next start finds no other trace of them
      return budget
    },

    /** Throws what SQLite throws, and then the budget still holds. */
    removeBudget(id: string): boolean {
      const isRemoved = journal.removeBudget(id)
      balances.remove(id)
      return isRemoved
    },
  }
}

function toNewCost({ entry, difference, priceSource }: Correction<LedgerEntry>): NewCost {
  return { entryId: entry.id, cost: ((entry.cost ?? 0n) + difference) as NanoUsd, priceSource }
}

/** Later than all: budgets stand, and refuse, in the order in which they were set. */
function createdAfter(known: readonly Budget[], atMs: number): number {
  return Math.max(atMs, ...known.map(({ createdAtMs }) => createdAtMs + 1))
}
