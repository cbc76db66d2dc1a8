import type { Logger } from 'pino'
import { GatewayError } from '../errors.ts'
import type { HoldRecord, LedgerJournal, SettlementRecord } from './ledger-journal.ts'

interface PendingHold {
  readonly hold: HoldRecord
  readonly resolve: (hold: HoldRecord) => void
  readonly reject: (error: GatewayError) => void
}

export type GroupCommit = ReturnType<typeof createGroupCommit>

const settlementDelayMs = 5
const retryDelayMs = 250

/**
 * Holds of one event-loop turn share a commit, settlements one within 5 ms. When a commit fails its holds are
 * refused with `ledger_unavailable`, and its settlements wait for the next one: they are never dropped.
 */
export function createGroupCommit(journal: Pick<LedgerJournal, 'commit'>, log: Logger) {
  let holds: PendingHold[] = []
  let settlements: SettlementRecord[] = []
  let timer: NodeJS.Timeout | undefined
  let scheduled = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const taken = { holds, settlements }
    if (holds.length === 0 && settlements.length === 0) return
    holds = []
    settlements = []
    try {
      journal.commit(
        taken.holds.map(({ hold }) => hold),
        taken.settlements,
      )
      for (const { hold, resolve } of taken.holds) resolve(hold)
    } catch (error) {
      log.error(
        { err: error, holds: taken.holds.length, settlements: taken.settlements.length },
        'ledger commit failed',
      )
      settlements = [...taken.settlements, ...settlements]
      if (settlements.length > 0) timer = setTimeout(flush, retryDelayMs)
      for (const { reject } of taken.holds)
        reject(new GatewayError('ledger_unavailable', {}, { cause: error }))
    }
  }

  return {
    flush,
    /** Resolves when the hold is in the journal. */
    hold: (hold: HoldRecord): Promise<HoldRecord> =>
      new Promise((resolve, reject) => {
        holds.push({ hold, resolve, reject })
        if (scheduled) return
        scheduled = true
        // After this turn's other sockets were read: their holds share the commit.
        setImmediate(() => {
          scheduled = false
          flush()
        })
      }),
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
