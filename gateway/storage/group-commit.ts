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
  /** Gives the levels of the buckets that changed since the last commit, and forgets them. */
  readonly takeLevels: () => readonly LevelRecord[]
  /** Called when SQLite refused a settlement and it was set aside. The journal then has another amount than the balances. */
  readonly onSetAside: () => void
  /** Called when everything that was settled is in the journal. */
  readonly onWritten: () => void
  readonly log: Logger
}

/**
 * Puts many rows into one commit. Holds of two event-loop turns share a commit, and settlements and top-ups of 5 ms share
 * one. If the disk fails, the commit's holds are refused with `ledger_unavailable`. Its settlements are never dropped, but
 * wait for the next commit. If SQLite refuses a row, only that row is refused: see commit-each.ts.
 */
export function createGroupCommit({ journal, takeLevels, onSetAside, onWritten, log }: GroupCommitDeps) {
  let pending = nothingPending()
  let timer: NodeJS.Timeout | undefined
  let scheduled = false
  let failure: unknown

  /** Commits everything that is pending. False if the disk failed. What can wait then stays pending. */
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
        // Waits until the other sockets of this turn and of the next one were read, so that their holds share the commit.
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
    /** The error of the last commit. Undefined if it succeeded. */
    failure: (): unknown => failure,
    /** How many settlements are waiting to be written. */
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

/** Keeps only the newest level of each bucket. Otherwise levels would pile up while a disk fails for long. */
function newestOf(levels: readonly LevelRecord[]): LevelRecord[] {
  return [...new Map(levels.map(level => [level.budgetId, level])).values()]
}

function isEmpty({ holds, topUps, settlements, levels }: Pending): boolean {
  return holds.length + topUps.length + settlements.length + levels.length === 0
}
