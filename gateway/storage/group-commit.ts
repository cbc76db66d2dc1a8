import type { Logger } from 'pino'
import type { LevelRecord } from '../budgets/accounts.ts'
import { GatewayError } from '../errors.ts'
import type { LedgerJournal } from './ledger-journal.ts'
import type { HoldRecord, SettlementRecord } from './ledger-records.ts'

interface PendingHold {
  readonly hold: HoldRecord
  readonly resolve: (hold: HoldRecord) => void
  readonly reject: (error: GatewayError) => void
}

export type GroupCommit = ReturnType<typeof createGroupCommit>

const settlementDelayMs = 5
const retryDelayMs = 250

export interface GroupCommitDeps {
  readonly journal: Pick<LedgerJournal, 'commit'>
  /** The buckets that changed since the last commit. */
  readonly takeLevels: () => readonly LevelRecord[]
  readonly log: Logger
}

/**
 * Holds of two event-loop turns share a commit; settlements and top-ups share one within 5 ms. When a commit fails its
 * holds are refused with `ledger_unavailable`, and what it had to settle waits for the next one: it is never dropped.
 */
export function createGroupCommit({ journal, takeLevels, log }: GroupCommitDeps) {
  let holds: PendingHold[] = []
  let settlements: SettlementRecord[] = []
  let topUps: HoldRecord[] = []
  let levels: readonly LevelRecord[] = []
  let timer: NodeJS.Timeout | undefined
  let scheduled = false

  /** False: nothing was written, and what may wait does. */
  function flush(): boolean {
    clearTimeout(timer)
    timer = undefined
    const taken = { holds, settlements, topUps, levels: [...levels, ...takeLevels()] }
    if (holds.length + settlements.length + topUps.length + taken.levels.length === 0) return true
    holds = []
    settlements = []
    topUps = []
    levels = []
    try {
      journal.commit({ ...taken, holds: taken.holds.map(({ hold }) => hold) })
      for (const { hold, resolve } of taken.holds) resolve(hold)
      return true
    } catch (error) {
      const counts = { holds: taken.holds.length, settlements: taken.settlements.length }
      log.error({ err: error, ...counts }, 'ledger commit failed')
      settlements = [...taken.settlements, ...settlements]
      topUps = [...taken.topUps, ...topUps]
      levels = taken.levels
      if (settlements.length + topUps.length > 0) timer = setTimeout(flush, retryDelayMs)
      for (const { reject } of taken.holds) {
        reject(new GatewayError('ledger_unavailable', {}, { cause: error }))
      }
      return false
    }
  }

  function commitHolds(): void {
    scheduled = false
    flush()
  }

  return {
    flush,
    /** Resolves when the hold is in the journal. */
    hold: (hold: HoldRecord): Promise<HoldRecord> =>
      new Promise((resolve, reject) => {
        holds.push({ hold, resolve, reject })
        if (scheduled) return
        scheduled = true
        // After the other sockets of this turn and of the next were read: their holds share the commit.
        setImmediate(() => setImmediate(commitHolds))
      }),
    topUp(hold: HoldRecord): void {
      topUps.push(hold)
      timer ??= setTimeout(flush, settlementDelayMs)
    },
    settle(record: SettlementRecord): void {
      settlements.push(record)
      timer ??= setTimeout(flush, settlementDelayMs)
    },
    /** How many settlements a failing disk keeps waiting. */
    get waiting(): number {
      return settlements.length
    },
    stop(): void {
      flush()
      clearTimeout(timer)
    },
  }
}
