import type { Certainty, TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { BilledEntry } from '../pricing/repricing.ts'
import { readBillText } from './bill-text.ts'
import type { WritableDb } from './database.ts'

/** What was settled for one request, with every correction since. */
export interface LedgerEntry extends BilledEntry {
  readonly id: number
  readonly providerId: string
  readonly model: string
  readonly openedAtMs: number
  /** What budgets were charged. */
  readonly charged: bigint
}

export interface CorrectionRecord {
  readonly entry: LedgerEntry
  /** Of the cost, signed. */
  readonly difference: bigint
  /** Of what budgets were charged, signed. */
  readonly chargedDifference: bigint
  readonly priceSource: string
}

/** The past as it was billed. It is never rewritten: a correction is a row of its own. */
export function openBilledEntries(db: WritableDb) {
  const page = db
    .prepare<[number, number, number], BilledRow>(`
      SELECT entry, provider_id, model, certainty, input_tokens, cache_read_tokens, cache_write_tokens,
             cache_write_1h_tokens, audio_input_tokens, output_tokens, audio_output_tokens, reasoning_tokens,
             service_tier, bill, opened_at_ms, cost_nano_usd, charged_nano_usd
      FROM entries
      WHERE entry > ? AND opened_at_ms >= ? AND corrects IS NULL AND sandbox = 0 AND certainty <> 'none'
      ORDER BY entry LIMIT ?`)
    .safeIntegers()
  const corrections = db
    .prepare<[], CorrectionRow>(`
      SELECT corrects, sum(cost_nano_usd) AS cost, sum(charged_nano_usd) AS charged
      FROM entries WHERE corrects IS NOT NULL GROUP BY corrects`)
    .safeIntegers()
  const insert = db.prepare<[number, bigint, bigint, string, number, number]>(`
    INSERT INTO entries (request_id, corrects, client_id, person_id, team_id, project, provider_id, model, sandbox, tools,
                         reasoning, certainty, held_input_tokens, held_output_tokens, held_nano_usd, input_tokens,
                         cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, output_tokens,
                         audio_output_tokens, service_tier, cost_nano_usd, charged_nano_usd, price_source, opened_at_ms,
                         settled_at_ms)
    SELECT request_id, ?, client_id, person_id, team_id, project, provider_id, model, sandbox, tools, reasoning, certainty,
           0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, service_tier, ?, ?, ?, opened_at_ms, ?
    FROM entries WHERE entry = ?`)
  const insertAll = db.transaction((records: readonly CorrectionRecord[], settledAtMs: number) => {
    for (const { entry, difference, chargedDifference, priceSource } of records) {
      insert.run(entry.id, difference, chargedDifference, priceSource, settledAtMs, entry.id)
    }
  })

  return {
    /** Requests opened since an instant, in order, a page at a time after the entry `after`. */
    billed(after: number, sinceMs: number, limit: number): readonly LedgerEntry[] {
      const corrected = new Map(corrections.all().map(row => [row.corrects, row]))
      return page.all(after, sinceMs, limit).map(row => toEntry(row, corrected.get(row.entry)))
    },

    correct: (records: readonly CorrectionRecord[], settledAtMs: number): void =>
      insertAll(records, settledAtMs),
  }
}

interface CorrectionRow {
  readonly corrects: bigint
  readonly cost: bigint
  readonly charged: bigint
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
  const cost = corrected ? (row.cost_nano_usd ?? 0n) + corrected.cost : row.cost_nano_usd
  return {
    id: Number(row.entry),
    providerId: row.provider_id,
    model: row.model,
    tokens: toTokens(row),
    ...readBillText(row.bill, row.service_tier ?? undefined),
    openedAtMs: Number(row.opened_at_ms),
    cost: (cost ?? undefined) as NanoUsd | undefined,
    charged: row.charged_nano_usd + (corrected?.charged ?? 0n),
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
