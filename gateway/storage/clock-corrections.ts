// When a person corrects the ledger's time after a wrong clock, entries from later than the corrected time get a new date,
// and their old dates are kept.
import type { WritableDb } from './database.ts'
import { openSince } from './spent.ts'

export interface ClockCorrection {
  readonly by: string
  /** The ledger's time before the correction. */
  readonly fromMs: number
  /** The ledger's time after the correction, which is the time of the correction itself. */
  readonly toMs: number
  /** How many entries got a new date. */
  readonly entries: number
}

export function openClockCorrections(db: WritableDb) {
  const since = openSince(db)
  const insert = db.prepare<[string, number, number]>(
    'INSERT INTO clock_corrections (corrected_by, from_ms, to_ms) VALUES (?, ?, ?)',
  )
  const keepOld = db.prepare<[number | bigint, number]>(`
    INSERT INTO redated_entries (correction, entry, opened_at_ms, settled_at_ms)
    SELECT ?, entry, opened_at_ms, settled_at_ms FROM entries WHERE entry >= ?`)
  const redateEntries = db.prepare<{ toMs: number; first: number }>(`
    UPDATE entries SET opened_at_ms = min(opened_at_ms, @toMs), settled_at_ms = @toMs WHERE entry >= @first`)
  const redateHolds = db.prepare<{ toMs: number }>(
    'UPDATE holds SET opened_at_ms = min(opened_at_ms, @toMs) WHERE opened_at_ms > @toMs',
  )
  const redateLevels = db.prepare<{ toMs: number }>(
    'UPDATE budgets SET level_at_ms = @toMs WHERE level_at_ms > @toMs',
  )
  const all = db.prepare<[], ClockCorrection>(`
    SELECT corrected_by AS by, from_ms AS fromMs, to_ms AS toMs,
           (SELECT count(*) FROM redated_entries WHERE redated_entries.correction = clock_corrections.correction) AS entries
    FROM clock_corrections ORDER BY correction`)

  const correct = db.transaction((by: string, fromMs: number, toMs: number): void => {
    const correction = insert.run(by, fromMs, toMs).lastInsertRowid
    const first = since(toMs + 1)
    keepOld.run(correction, first)
    redateEntries.run({ toMs, first })
    redateHolds.run({ toMs })
    redateLevels.run({ toMs })
  })

  return {
    clockCorrections: (): readonly ClockCorrection[] => all.all(),

    /**
     * What was settled after `toMs` gets `toMs` as its date of settling, and as its date of opening if that was later too.
     * So it counts in the current window, and its amount is not available again there. Changes everything or nothing.
     */
    correctClock: (by: string, fromMs: number, toMs: number): void => correct(by, fromMs, toMs),
  }
}
