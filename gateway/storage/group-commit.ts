import type { Logger } from 'pino'
import type { LevelRecord } from '../budgets/accounts.ts'
import { GatewayError } from '../errors.ts'
import { contained, logSafely } from '../guarded.ts'
import { commitPending, type Pending } from './commit-each.ts'
import type { LedgerJournal } from './ledger-journal.ts'
import type { HoldRecord, SettlementRecord } from './ledger-records.ts'

export type GroupCommit = ReturnType<typeof createGroupCommit>

const settlementDelayMs = 5
const retryDelayMs = 250

export interface GroupCommitDeps {
  readonly journal: Pick<LedgerJournal, 'commit'>
  /** The buckets that changed since the last commit. */
  readonly takeLevels: () => readonly LevelRecord[]
  /** SQLite would not take a settlement as it was: the journal has another amount than the balances. */
  readonly onSetAside: () => void
  /** Everything that was settled is in the journal. */
  readonly onWritten: () => void
  readonly log: Logger
}

/**
 * Holds of two event-loop turns share a commit; settlements and top-ups share one within 5 ms. When the disk fails, a
 * commit's holds are refused with `ledger_unavailable`, and what it had to settle waits for the next one: it is never
 * dropped. When SQLite refuses a row, that row alone is: see commit-each.ts.
 */
export function createGroupCommit({ journal, takeLevels, onSetAside, onWritten, log }: GroupCommitDeps) {
  let pending = nothingPending()
  let timer: NodeJS.Timeout | undefined
  let scheduled = false
  let failure: unknown

  /** False: the disk failed, and what may wait does. */
  function flush(): boolean {
    clearTimeout(timer)
    timer = undefined
    const taken = pending
    pending = nothingPending()
    try {
      taken.levels.push(...takeLevels())
      if (isEmpty(taken)) return true
      commitPending(taken, { commit: journal.commit, onRefused })
      failure = undefined
    } catch (error) {
      keep(taken, error)
      return false
    }
    contained(log, 'what follows a ledger commit failed', onWritten)
    return true
  }

  function onRefused(kind: keyof Pending, requestId: string | undefined, error: unknown): void {
    log.error({ err: error, kind, requestId }, 'the ledger refused a row')
    if (kind === 'settlements') onSetAside()
  }

  function keep({ holds, topUps, settlements, levels }: Pending, error: unknown): void {
    failure = error
    pending = { holds: [], topUps, settlements, levels: newestOf(levels) }
    if (settlements.length + topUps.length > 0) timer = setTimeout(flush, retryDelayMs)
    for (const { reject } of holds) reject(new GatewayError('ledger_unavailable', {}, { cause: error }))
    logSafely(log, error, `ledger commit failed: ${holds.length} holds, ${settlements.length} settlements`)
  }

  function commitHolds(): void {
    scheduled = false
    flush()
  }

  return {
    flush,
    /** Resolves when the hold is in the journal. */
    open: (hold: HoldRecord): Promise<HoldRecord> =>
      new Promise((resolve, reject) => {
        pending.holds.push({ hold, resolve, reject })
        if (scheduled) return
        scheduled = true
        // After the other sockets of this turn and of the next were read: their holds share the commit.
        setImmediate(() => setImmediate(commitHolds))
      }),
    topUp(hold: HoldRecord): void {
      pending.topUps.push(hold)
      timer ??= setTimeout(flush, settlementDelayMs)
    },
    settle(record: SettlementRecord): void {
      pending.settlements.push(record)
      timer ??= setTimeout(flush, settlementDelayMs)
    },
    /** What the last commit failed with; undefined: it did not. */
    failure: (): unknown => failure,
    /** How many settlements a failing disk keeps waiting. */
    waiting: (): number => pending.settlements.length,
    stop(): void {
      flush()
      clearTimeout(timer)
    },
  }
}

function nothingPending(): Pending {
  return { holds: [], topUps: [], settlements: [], levels: [] }
}

/** Of each bucket: a disk that fails for long would otherwise let them pile up. */
function newestOf(levels: readonly LevelRecord[]): LevelRecord[] {
  return [...new Map(levels.map(level => [level.budgetId, level])).values()]
}

function isEmpty({ holds, topUps, settlements, levels }: Pending): boolean {
  return holds.length + topUps.length + settlements.length + levels.length === 0
}
