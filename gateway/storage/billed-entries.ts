import type { Certainty, TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { BilledEntry } from '../pricing/repricing.ts'
import { readBillText } from './bill-text.ts'
import type { WritableDb } from './database.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'
import { openSince } from './spent.ts'

/** What was settled for one attempt of a request, including all corrections since then. */
export interface LedgerEntry extends BilledEntry {
  readonly id: number
  readonly providerId: string
  readonly model: string
  readonly openedAtMs: number
  /** What budgets were charged, in nano-dollars. */
  readonly charged: bigint
}

/** The new cost of an entry. */
export interface NewCost {
  readonly entryId: number
  readonly cost: NanoUsd
  /** The source of the price that the cost is computed from, as rows store it. */
  readonly priceSource: string
}

/** The result of one page of corrections. */
export interface Corrected {
  readonly corrected: number
  /** The sum of all changes in cost, in signed nano-dollars. */
  readonly difference: bigint
}

const billedColumns = `
  entry, provider_id, model, certainty, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
  audio_input_tokens, output_tokens, audio_output_tokens, reasoning_tokens, service_tier, bill, opened_at_ms, cost_nano_usd,
  charged_nano_usd`

/** Entries that a person still has to decide about are not repriced, because the person's repair gives their cost. */
const waitsForRepair = 'entry IN (SELECT entry FROM set_aside WHERE repaired_at_ms IS NULL)'

/** Sums the corrections of each entry in a range. Corrections have an index of their own. */
export const correctionsQuery = `
  SELECT corrects, ${sumInHalves('cost_nano_usd', 'cost')}, ${sumInHalves('charged_nano_usd', 'charged')}
  FROM entries WHERE corrects >= ? AND corrects <= ? GROUP BY corrects`

/** Past entries as they were billed. An entry is never changed: a correction is a row of its own. */
export function openBilledEntries(db: WritableDb) {
  const since = openSince(db)
  const newest = db.prepare<[], number>('SELECT coalesce(max(entry), 0) FROM entries').pluck()
  const page = db
    .prepare<[number, number, number], BilledRow>(`
      SELECT ${billedColumns} FROM entries
      WHERE entry > ? AND entry <= ? AND opened_at_ms >= ? AND corrects IS NULL AND sandbox = 0
        AND certainty <> 'none' AND NOT ${waitsForRepair}
      ORDER BY entry`)
    .safeIntegers()
  const one = db
    .prepare<[number], BilledRow>(`SELECT ${billedColumns} FROM entries WHERE entry = ? AND corrects IS NULL`)
    .safeIntegers()
  const corrections = db.prepare<[number, number], CorrectionRow>(correctionsQuery).safeIntegers()
  const insert = prepareCorrection(db)

  /** Reads each entry again in the transaction that writes, so that it sees corrections made since the page was read. */
  const insertAll = db.transaction((costs: readonly NewCost[], settledAtMs: number): Corrected => {
    let corrected = 0
    let difference = 0n
    for (const { entryId, cost, priceSource } of costs) {
      const row = one.get(entryId)
      const entry = row && toEntry(row, corrections.get(entryId, entryId))
      if (!entry || entry.cost === cost) continue
      const onTop = cost - (entry.cost ?? 0n)
      insert.run(entryId, onTop, cost - entry.charged, priceSource, settledAtMs, entryId)
      corrected++
      difference += onTop
    }
    return { corrected, difference }
  })

  return {
    /** The number of the entry before the first one that can belong to a request opened since then. */
    beforeEntriesSince: (sinceMs: number): number => since(sinceMs) - 1,
    newestEntry: (): number => newest.get() ?? 0,

    /** The entries after `after` and up to `last` whose requests were opened at or after an instant, in order. */
    billed(after: number, last: number, sinceMs: number): readonly LedgerEntry[] {
      const corrected = new Map(corrections.all(after + 1, last).map(row => [row.corrects, row]))
      return page.all(after, last, sinceMs).map(row => toEntry(row, corrected.get(row.entry)))
    },

    /**
     * Writes all corrections or none. An entry that already has the new cost is skipped. So repeating a correction, even at
     * the same time, changes nothing.
     */
    correct: (costs: readonly NewCost[], settledAtMs: number): Corrected => insertAll(costs, settledAtMs),
  }
}

function prepareCorrection(db: WritableDb) {
  return db.prepare<[number, bigint, bigint, string, number, number]>(`
    INSERT INTO entries (request_id, attempt, corrects, client_id, person_id, team_id, project, provider_id, model, sandbox, tools,
                         reasoning, certainty, held_input_tokens, held_output_tokens, held_nano_usd, input_tokens,
                         cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, output_tokens,
                         audio_output_tokens, service_tier, cost_nano_usd, charged_nano_usd, price_source, opened_at_ms,
                         settled_at_ms)
    SELECT request_id, attempt, ?, client_id, person_id, team_id, project, provider_id, model, sandbox, tools, reasoning, certainty,
           0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, service_tier, ?, ?, ?, opened_at_ms, ?
    FROM entries WHERE entry = ?`)
}

interface CorrectionRow {
  readonly corrects: bigint
  readonly cost_high: bigint
  readonly cost_low: bigint
  readonly charged_high: bigint
  readonly charged_low: bigint
}

interface BilledRow {
  readonly entry: bigint
  readonly provider_id: string
  readonly model: string
  readonly certainty: Certainty
  readonly input_tokens: bigint
  readonly cache_read_tokens: bigint
  readonly cache_write_tokens: bigint
  readonly cache_write_1h_tokens: bigint
  readonly audio_input_tokens: bigint
  readonly output_tokens: bigint
  readonly audio_output_tokens: bigint
  readonly reasoning_tokens: bigint | null
  readonly service_tier: string | null
  readonly bill: string | null
  readonly opened_at_ms: bigint
  readonly cost_nano_usd: bigint | null
  readonly charged_nano_usd: bigint
}

function toEntry(row: BilledRow, corrected: CorrectionRow | undefined): LedgerEntry {
  const cost = corrected
    ? (row.cost_nano_usd ?? 0n) + joinHalves(corrected.cost_high, corrected.cost_low)
    : row.cost_nano_usd
  const charged = corrected ? joinHalves(corrected.charged_high, corrected.charged_low) : 0n
  return {
    id: Number(row.entry),
    providerId: row.provider_id,
    model: row.model,
    tokens: toTokens(row),
    ...readBillText(row.bill, row.service_tier ?? undefined),
    openedAtMs: Number(row.opened_at_ms),
    cost: (cost ?? undefined) as NanoUsd | undefined,
    charged: row.charged_nano_usd + charged,
  }
}

function toTokens(row: BilledRow): TokenCounts {
  return {
    input: Number(row.input_tokens),
    cacheRead: Number(row.cache_read_tokens),
    cacheWrite: Number(row.cache_write_tokens),
    cacheWriteOneHour: Number(row.cache_write_1h_tokens),
    audioInput: Number(row.audio_input_tokens),
    output: Number(row.output_tokens),
    audioOutput: Number(row.audio_output_tokens),
    reasoning: row.reasoning_tokens === null ? undefined : Number(row.reasoning_tokens),
  }
}
