import type { LevelRecord } from '../budgets/accounts.ts'
import { GatewayError } from '../errors.ts'
import type { HoldRecord, SettlementRecord } from './ledger-records.ts'
import type { LedgerBatch } from './ledger-writes.ts'
import { isRefusedRow } from './sqlite-failure.ts'

export interface PendingHold {
  readonly hold: HoldRecord
  readonly resolve: (hold: HoldRecord) => void
  readonly reject: (error: GatewayError) => void
}

/** What waits for a commit. Each kind is in its order of arrival. */
export interface Pending {
  readonly holds: PendingHold[]
  readonly topUps: HoldRecord[]
  readonly settlements: SettlementRecord[]
  readonly levels: LevelRecord[]
}

export interface CommitEachDeps {
  readonly commit: (batch: LedgerBatch) => void
  /** Called for each row that was refused and is dropped. A settlement that is refused is set aside instead. */
  readonly onRefused: (kind: keyof LedgerBatch, requestId: string | undefined, error: unknown) => void
}

const nothing: LedgerBatch = { holds: [], topUps: [], settlements: [], levels: [] }

/** Commits everything that is pending. Throws if the disk fails. `pending` then contains what is still to be written. */
export function commitPending(pending: Pending, deps: CommitEachDeps): void {
  try {
    deps.commit({ ...pending, holds: pending.holds.map(({ hold }) => hold) })
  } catch (error) {
    if (!isRefusedRow(error)) throw error
    commitEach(pending, deps)
    return
  }
  for (const { hold, resolve } of pending.holds) resolve(hold)
}

/**
 * Commits one row at a time, in the order of a batch, so that a row that SQLite refuses does not stop the others. A refused
 * hold is rejected, a refused settlement is set aside. Throws if the disk fails. `pending` then contains what is still to be
 * written.
 */
function commitEach(pending: Pending, { commit, onRefused }: CommitEachDeps): void {
  each(
    pending.holds,
    ({ hold, resolve }) => {
      commit({ ...nothing, holds: [hold] })
      resolve(hold)
    },
    ({ hold, reject }, error) => {
      onRefused('holds', hold.requestId, error)
      reject(new GatewayError('ledger_unavailable', {}, { cause: error }))
    },
  )
  each(
    pending.topUps,
    hold => commit({ ...nothing, topUps: [hold] }),
    ({ requestId }, error) => onRefused('topUps', requestId, error),
  )
  each(
    pending.settlements,
    settlement => commit({ ...nothing, settlements: [settlement] }),
    (settlement, error) => {
      setAside(settlement, error, commit)
      onRefused('settlements', settlement.hold.requestId, error)
    },
  )
  each(
    pending.levels,
    level => commit({ ...nothing, levels: [level] }),
    (_, error) => onRefused('levels', undefined, error),
  )
}

function each<Row>(
  rows: Row[],
  write: (row: Row) => void,
  refused: (row: Row, error: unknown) => void,
): void {
  for (let row = rows[0]; row !== undefined; row = rows[0]) {
    try {
      write(row)
    } catch (error) {
      if (!isRefusedRow(error)) throw error
      refused(row, error)
    }
    rows.shift()
  }
}

function setAside(settlement: SettlementRecord, error: unknown, commit: CommitEachDeps['commit']): void {
  const reason = error instanceof Error ? error.message : String(error)
  const aside = settlement.aside ?? { reason, reported: describeReported(settlement) }
  try {
    commit({ ...nothing, settlements: [{ ...settlement, aside }] })
  } catch (again) {
    // If even this is refused, the hold stays in the journal, and the next start settles it as estimated.
    if (!isRefusedRow(again)) throw again
  }
}

/** The raw values as JSON for a person to read. All numbers are written as text. */
export function describeReported({
  certainty,
  tokens,
  terms,
  uses,
  billed,
  cost,
}: Pick<SettlementRecord, 'certainty' | 'tokens' | 'terms' | 'uses' | 'billed' | 'cost'>): string {
  const asText = (_: string, value: unknown) =>
    typeof value === 'bigint' || typeof value === 'number' ? String(value) : value
  return JSON.stringify({ certainty, tokens, terms, uses, billed, cost }, asText)
}
