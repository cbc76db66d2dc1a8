// What a person does with the ledger: set budgets, and correct what was entered. Requests use ledger.ts.
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

/** The ledger's time, and how it differs from the machine's clock. */
export interface LedgerTime {
  readonly timeMs: number
  /** By how much the ledger's time is ahead of the machine's clock. 0 if it is not ahead. */
  readonly aheadMs: number
}

export function createLedgerBooks({ journal, balances, clock, commits, remeasuring }: LedgerBooksDeps) {
  /** Writes what waits to be written. Balances are measured from the journal, so everything must be in it. */
  function flushOrThrow(): void {
    if (!commits.flush()) throw new GatewayError('ledger_unavailable', {}, { cause: commits.failure() })
  }

  /**
   * Measures every budget again from the journal. If a failing disk keeps settlements waiting, this is done once they are
   * written.
   */
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
     * Writes corrections as entries of their own. The difference is calculated from what each entry costs at this moment.
     * Budgets count the corrections once they are measured again.
     */
    correct: (corrections: readonly Correction<LedgerEntry>[]): Corrected =>
      journal.correct(corrections.map(toNewCost), clock.read()),

    /** Bills a settlement that was set aside with an amount, once. False if no such settlement is waiting for a bill. */
    repair(repair: Repair): boolean {
      const isRepaired = journal.repair(repair, clock.read())
      if (isRepaired) remeasure()
      return isRepaired
    },

    time: (): LedgerTime => ({ timeMs: clock.read(), aheadMs: clock.aheadMs }),

    /**
     * Sets the ledger's time to the machine's clock, because the person `by` says that this clock is right. What was entered
     * under a later time counts as of now. Returns false and changes nothing if the ledger's time is not ahead.
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

    /** Throws `ledger_unavailable` if the journal cannot be written. Nothing has changed then. */
    setBudget(wanted: NewBudgetRecord): Budget {
      flushOrThrow()
      const known = journal.budgets()
      const same = known.find(budget => isSameBudget(budget, wanted))
      const identity = same ?? { id: `bud_${randomUUID()}`, createdAtMs: createdAfter(known, clock.read()) }
      const budget = { ...wanted, id: identity.id, createdAtMs: identity.createdAtMs }
      journal.putBudget(budget)
      balances.put(budget, clock.read())
      // Writes a bucket's level together with the holds that are open. A restart learns of those holds in no other way.
      commits.flush()
      return budget
    },

    /** Throws what SQLite throws. The budget stays in force then. */
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

/**
 * A time later than that of all other budgets, since budgets are listed, and refuse, in the order in which they were set.
 */
function createdAfter(known: readonly Budget[], atMs: number): number {
  return Math.max(atMs, ...known.map(({ createdAtMs }) => createdAtMs + 1))
}
