// What the gateway has learned from settled requests. Token ratios and paces have tables of their own. The lengths of
// answers are read from the entries.
import type { ModelPace } from '../budgets/learned-pace.ts'
import type { ClientId } from '../contract/units.ts'
import type { TokenRatio } from '../tokens/learned-ratio.ts'
import { isOneRun } from './bill-text.ts'
import type { WritableDb } from './database.ts'

/** The length of one answer whose usage was reported. */
export interface AnswerLength {
  readonly clientId: ClientId
  readonly providerId: string
  readonly model: string
  readonly tools: boolean
  readonly reasoning: boolean
  readonly outputTokens: number
}

export type EstimateRows = ReturnType<typeof openEstimateRows>

/** Uses the connection of the ledger's only writer. Methods throw SQLite's errors. */
export function openEstimateRows(db: WritableDb) {
  const newestRatios = db.prepare<[number], TokenRatio>(`
    SELECT model, samples, mean, variance, weight FROM token_ratios ORDER BY updated_at_ms DESC LIMIT ?`)
  const put = db.prepare<TokenRatio & { readonly atMs: number }>(`
    INSERT INTO token_ratios (model, samples, mean, variance, weight, updated_at_ms)
    VALUES (@model, @samples, @mean, @variance, @weight, @atMs)
    ON CONFLICT (model) DO UPDATE SET samples = excluded.samples, mean = excluded.mean,
      variance = excluded.variance, weight = excluded.weight, updated_at_ms = excluded.updated_at_ms`)
  const putAll = db.transaction((ratios: Iterable<TokenRatio>, atMs: number) => {
    for (const ratio of ratios) put.run({ ...ratio, atMs })
  })
  const keepNewest = db.prepare<[number]>(`
    DELETE FROM token_ratios WHERE model NOT IN
      (SELECT model FROM token_ratios ORDER BY updated_at_ms DESC LIMIT ?)`)
  const newestPaces = db.prepare<[number], PaceRow>(`
    SELECT provider_id, model, tokens, duration_ms, thinks FROM model_paces ORDER BY updated_at_ms DESC LIMIT ?`)
  const putPace = db.prepare<[string, string, number, number, number, number]>(`
    INSERT INTO model_paces (provider_id, model, tokens, duration_ms, thinks, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (provider_id, model) DO UPDATE SET tokens = excluded.tokens, duration_ms = excluded.duration_ms,
      thinks = excluded.thinks, updated_at_ms = excluded.updated_at_ms`)
  const putAllPaces = db.transaction((paces: Iterable<ModelPace>, atMs: number) => {
    for (const { providerId, model, tokens, durationMs, thinks } of paces)
      putPace.run(providerId, model, tokens, durationMs, thinks ? 1 : 0, atMs)
  })
  const keepNewestPaces = db.prepare<[number]>(`
    DELETE FROM model_paces WHERE (provider_id, model) NOT IN
      (SELECT provider_id, model FROM model_paces ORDER BY updated_at_ms DESC LIMIT ?)`)
  // Ordered by the primary key, so that only as many rows are read as the limit says, however long the ledger is.
  const newestLengths = db.prepare<[number], LengthRow>(`
    SELECT client_id, provider_id, model, tools, reasoning, output_tokens + audio_output_tokens AS output_tokens
    FROM (SELECT * FROM entries ORDER BY entry DESC LIMIT ?)
    WHERE certainty = 'exact' AND corrects IS NULL AND sandbox = 0 AND ${isOneRun}
      AND output_tokens + audio_output_tokens > 0 ORDER BY entry`)

  return {
    /** Gives the newest `most` ratios, oldest first, and deletes all others. */
    takeRatios(most: number): readonly TokenRatio[] {
      keepNewest.run(most)
      return newestRatios.all(most).toReversed()
    },
    /** Writes all or none. */
    putRatios: (ratios: Iterable<TokenRatio>, atMs: number): void => putAll(ratios, atMs),
    /** Gives the newest `most` paces, oldest first, and deletes all others. */
    takePaces(most: number): readonly ModelPace[] {
      keepNewestPaces.run(most)
      return newestPaces.all(most).toReversed().map(toPace)
    },
    /** Writes all or none. */
    putPaces: (paces: Iterable<ModelPace>, atMs: number): void => putAllPaces(paces, atMs),
    /** The answer lengths among the newest `entries` entries, oldest first. */
    newestLengths: (entries: number): readonly AnswerLength[] => newestLengths.all(entries).map(toLength),
  }
}

interface PaceRow {
  readonly provider_id: string
  readonly model: string
  readonly tokens: number
  readonly duration_ms: number
  readonly thinks: number
}

function toPace(row: PaceRow): ModelPace {
  return {
    providerId: row.provider_id,
    model: row.model,
    tokens: row.tokens,
    durationMs: row.duration_ms,
    thinks: row.thinks === 1,
  }
}

interface LengthRow {
  readonly client_id: ClientId
  readonly provider_id: string
  readonly model: string
  readonly tools: number
  readonly reasoning: number
  readonly output_tokens: number
}

function toLength(row: LengthRow): AnswerLength {
  return {
    clientId: row.client_id,
    providerId: row.provider_id,
    model: row.model,
    tools: row.tools === 1,
    reasoning: row.reasoning === 1,
    outputTokens: row.output_tokens,
  }
}
