// How many requests each budget refused. A person looks at it; nothing is decided by it.
import type { Logger } from 'pino'
import type { Refusal, RefusalCount } from '../budgets/account.ts'
import type { Balances } from '../budgets/balances.ts'
import type { RequestId } from '../contract/units.ts'
import { contained } from '../guarded.ts'
import type { LedgerJournal } from '../storage/ledger-journal.ts'

const writtenEveryMs = 1000

export interface RefusalCountsDeps {
  readonly journal: Pick<LedgerJournal, 'putRefusals'>
  readonly balances: Pick<Balances, 'countRefusal'>
  readonly monotonicMs: () => number
  readonly log: Logger
}

/**
 * Counts refusals and writes them down once a second at most, so that a flood of refused requests does not write for each. A
 * crash loses those of less than a second.
 */
export function createRefusalCounts({ journal, balances, monotonicMs, log }: RefusalCountsDeps) {
  const waiting = new Map<string, RefusalCount>()
  let writtenAtMs = Number.NEGATIVE_INFINITY

  function write(): void {
    if (waiting.size === 0) return
    writtenAtMs = monotonicMs()
    contained(log, 'the refusals of budgets could not be written', () => {
      journal.putRefusals([...waiting.values()])
      waiting.clear()
    })
  }

  return {
    write,

    /** A request whose price is not known is not counted: no limit refused it, and a higher one would not help. */
    note({ budget, asked }: Refusal, requestId: RequestId): void {
      if (asked === undefined) return
      const count = balances.countRefusal(budget.id, requestId)
      if (count === undefined) return
      waiting.set(budget.id, count)
      if (monotonicMs() - writtenAtMs >= writtenEveryMs) write()
    },
  }
}
