// What the gateway has learned from settled requests: ratios and paces as rows, lengths of answers in the entries themselves.
import type { ModelPace } from '../budgets/learned-pace.ts'
import type { ClientId } from '../contract/units.ts'
import type { TokenRatio } from '../tokens/learned-ratio.ts'
import { isOneRun } from './bill-text.ts'
import type { WritableDb } from './database.ts'

/** The length of an answer that was reported. */
export interface AnswerLength {
  readonly clientId: ClientId
  readonly providerId: string
  readonly model: string
  readonly tools: boolean
  readonly reasoning: boolean
  readonly outputTokens: number
}

export type EstimateRows = ReturnType<typeof openEstimateRows>

/** On the connection of the ledger's one writer. Methods throw what SQLite throws. */
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
  // By the primary key, so that the scan is as long as the limit says, however old the ledger.
  const newestLengths = db.prepare<[number], LengthRow>(`
    SELECT client_id, provider_id, model, tools, reasoning, output_tokens + audio_output_tokens AS output_tokens
    FROM (SELECT * FROM entries ORDER BY entry DESC LIMIT ?)
    WHERE certainty = 'exact' AND corrects IS NULL AND sandbox = 0 AND ${isOneRun} ORDER BY entry`)

  return {
    /** The newest `most`, oldest first; the rest is deleted. */
    takeRatios(most: number): readonly TokenRatio[] {
      keepNewest.run(most)
      return newestRatios.all(most).toReversed()
    },
    /** All or nothing. */
    putRatios: (ratios: Iterable<TokenRatio>, atMs: number): void => putAll(ratios, atMs),
    /** The newest `most`, oldest first; the rest is deleted. */
    takePaces(most: number): readonly ModelPace[] {
      keepNewestPaces.run(most)
      return newestPaces.all(most).toReversed().map(toPace)
    },
    /** All or nothing. */
    putPaces: (paces: Iterable<ModelPace>, atMs: number): void => putAllPaces(paces, atMs),
    /** Those among the newest `entries` entries, oldest first. */
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
