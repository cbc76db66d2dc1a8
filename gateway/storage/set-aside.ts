// Settlements that the ledger could not store as they came. They are kept as text, and what was held is billed, until a
// person gives the right cost.
import type { NanoUsd } from '../contract/units.ts'
import type { Corrected, NewCost } from './billed-entries.ts'
import type { WritableDb } from './database.ts'
import type { SettlementRecord } from './ledger-records.ts'

export interface SetAsideRecord {
  readonly entryId: number
  readonly requestId: string
  readonly providerId: string
  readonly model: string
  readonly reason: string
  /** JSON of what should have been written. */
  readonly reported: string
  /** What was held. Undefined if the model had no price. */
  readonly held: NanoUsd | undefined
  readonly setAsideAtMs: number
}

/** Writes the entry of a settlement that is set aside. It has the amounts of the hold, and its cost is unknown. */
export function prepareSetAside(db: WritableDb): (record: SettlementRecord) => void {
  // Reads the hold from the journal, so that no value that was refused is written again.
  const insertEntry = db.prepare<[number, number, number]>(`
    INSERT INTO entries (request_id, attempt, client_id, person_id, team_id, project, provider_id, model, sandbox, tools, reasoning,
                         certainty, held_input_tokens, held_output_tokens, first_output_tokens, held_nano_usd,
                         input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens,
                         output_tokens, audio_output_tokens, service_tier, bill, cost_nano_usd, charged_nano_usd, price_source, shadowed,
                         opened_at_ms, settled_at_ms)
    SELECT request_id, attempt, client_id, person_id, team_id, project, provider_id, model, sandbox, tools, reasoning, 'estimated',
           input_tokens, output_tokens, output_tokens, amount_nano_usd, input_tokens, 0, 0, 0, 0, output_tokens, 0, service_tier, bill, NULL,
           coalesce(amount_nano_usd, 0), price_source, shadowed, min(opened_at_ms, ?), ?
    FROM holds WHERE hold = ?`)
  const insertAside = db.prepare<[number | bigint, string, string, string, number]>(
    'INSERT INTO set_aside (entry, request_id, reason, reported, set_aside_at_ms) VALUES (?, ?, ?, ?, ?)',
  )
  const deleteHold = db.prepare<[number]>('DELETE FROM holds WHERE hold = ?')

  return ({ hold, aside, settledAtMs }) => {
    const { changes, lastInsertRowid } = insertEntry.run(settledAtMs, settledAtMs, hold.holdId)
    if (changes !== 1 || !aside) return // it was settled before
    insertAside.run(lastInsertRowid, hold.requestId, aside.reason, aside.reported, settledAtMs)
    deleteHold.run(hold.holdId)
  }
}

interface SetAsideRow {
  readonly entry: bigint
  readonly request_id: string
  readonly provider_id: string
  readonly model: string
  readonly reason: string
  readonly reported: string
  readonly held_nano_usd: NanoUsd | null
  readonly set_aside_at_ms: bigint
}

export interface Repair {
  readonly entryId: number
  readonly by: string
  readonly cost: NanoUsd
}

export function openSetAside(
  db: WritableDb,
  correct: (costs: readonly NewCost[], settledAtMs: number) => Corrected,
) {
  const waiting = db
    .prepare<[], SetAsideRow>(`
      SELECT entry, set_aside.request_id, provider_id, model, reason, reported, held_nano_usd, set_aside_at_ms
      FROM set_aside JOIN entries USING (entry) WHERE repaired_at_ms IS NULL ORDER BY entry`)
    .safeIntegers()
  const count = db.prepare<[], number>('SELECT count(*) FROM set_aside WHERE repaired_at_ms IS NULL').pluck()
  const mark = db.prepare<[number, string, number]>(
    'UPDATE set_aside SET repaired_at_ms = ?, repaired_by = ? WHERE entry = ? AND repaired_at_ms IS NULL',
  )
  const repair = db.transaction(({ entryId, by, cost }: Repair, atMs: number): boolean => {
    if (mark.run(atMs, by, entryId).changes !== 1) return false
    correct([{ entryId, cost, priceSource: 'repaired by hand' }], atMs)
    return true
  })

  return {
    /** The settlements that wait for a person. */
    setAside: (): readonly SetAsideRecord[] =>
      waiting.all().map(row => ({
        entryId: Number(row.entry),
        requestId: row.request_id,
        providerId: row.provider_id,
        model: row.model,
        reason: row.reason,
        reported: row.reported,
        held: row.held_nano_usd ?? undefined,
        setAsideAtMs: Number(row.set_aside_at_ms),
      })),
    setAsideCount: (): number => count.get() ?? 0,
    /** Bills a settlement at the cost that the person gave. False if it was repaired before, or never set aside. */
    repair: (repaired: Repair, atMs: number): boolean => repair(repaired, atMs),
  }
}
