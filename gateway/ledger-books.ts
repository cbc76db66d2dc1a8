// What a person does with the ledger, beside what requests do: set budgets, correct the past.
import { randomUUID } from 'node:crypto'
import type { Balances } from './budgets/balances.ts'
import type { Budget, Rule } from './budgets/budget.ts'
import { GatewayError } from './errors.ts'
import type { Correction } from './pricing/repricing.ts'
import type { LedgerEntry } from './storage/billed-entries.ts'
import type { LedgerJournal } from './storage/ledger-journal.ts'

export type NewBudgetRecord = Omit<Budget, 'id' | 'createdAtMs'>

export interface LedgerBooksDeps {
  readonly journal: LedgerJournal
  readonly balances: Balances
  readonly clock: { read(): number }
  /** False while the journal cannot be written. */
  readonly flush: () => boolean
}

export function createLedgerBooks({ journal, balances, clock, flush }: LedgerBooksDeps) {
  /** Balances are measured from the journal, so everything must be in it. */
  function flushOrThrow(): void {
    if (!flush()) throw new GatewayError('ledger_unavailable')
  }

  return {
    billed: journal.billed,

    /** Written beside what it corrects. Budgets count it once they are measured anew. */
    correct(corrections: readonly Correction<LedgerEntry>[]): void {
      const records = corrections.map(correction => {
        const { entry, difference } = correction
        return { ...correction, chargedDifference: (entry.cost ?? 0n) + difference - entry.charged }
      })
      journal.correct(records, clock.read())
    },

    /** Measures every budget anew. */
    remeasure(): void {
      flushOrThrow()
      for (const budget of journal.budgets()) balances.put(budget, clock.read())
    },

    /** Throws `ledger_unavailable` while the journal cannot be written, and then nothing has changed. */
    setBudget(wanted: NewBudgetRecord): Budget {
      flushOrThrow()
      const known = journal.budgets()
      const same = known.find(budget => isSame(budget, wanted))
      const identity = same ?? { id: `bud_${randomUUID()}`, createdAtMs: createdAfter(known, clock.read()) }
      const budget = { ...wanted, id: identity.id, createdAtMs: identity.createdAtMs }
      journal.putBudget(budget)
      balances.put(budget, clock.read())
      flush() // a bucket's level with the holds that run: the next start finds no other trace of them
      return budget
    },

    removeBudget(id: string): boolean {
      balances.remove(id)
      return journal.removeBudget(id)
    },
  }
}

/** Later than all: budgets stand, and refuse, in the order in which they were set. */
function createdAfter(known: readonly Budget[], atMs: number): number {
  return Math.max(atMs, ...known.map(({ createdAtMs }) => createdAtMs + 1))
}

/**
 * One budget exists per scope, kind of rule, its window and its unit: setting it again changes the rest. A shadow stands
 * beside the one that it is to be compared with.
 */
function isSame(a: NewBudgetRecord, b: NewBudgetRecord): boolean {
  const isShadow = (budget: NewBudgetRecord) => budget.mode === 'shadow'
  return (
    a.scope.kind === b.scope.kind &&
    a.scope.id === b.scope.id &&
    windowOf(a.rule) === windowOf(b.rule) &&
    isShadow(a) === isShadow(b)
  )
}

function windowOf(rule: Rule): string {
  switch (rule.kind) {
    case 'calendar':
      return [rule.window, rule.zone, rule.weekStart, rule.monthStart, rule.unit].join(' ')
    case 'rolling':
      return `${rule.hours} h ${rule.unit}`
    case 'bucket':
    case 'concurrency':
      return `${rule.kind} ${rule.unit}`
    default:
      return rule satisfies never
  }
}
