import { lastDays, type WindowBounds } from '../budgets/windows.ts'
import type { Accuracy, DayAccuracy, ErrorPercent, ModelAccuracy, MoneyHolds } from '../contract/accuracy.ts'
import { type TokenRatio, tokenizerNameOf } from '../tokens/learned-ratio.ts'
import { familyOf } from '../tokens/model-family.ts'
import { isOneRun } from './bill-text.ts'
import type { ReadonlyDb } from './database.ts'
import { entryInputTokens, entryOutputTokens } from './entry-tokens.ts'

const shownDays = 30
const entriesAtMost = 100_000
const modelsAtMost = 200

/** Compares the estimates with what providers reported, per model and per day in a time zone. Runs in a worker. */
export function openAccuracy(ledgerDb: ReadonlyDb) {
  const entries = ledgerDb
    .prepare<[number, number], EntryRow>(`
      SELECT provider_id, model, held_input_tokens, first_output_tokens, held_nano_usd, cost_nano_usd, opened_at_ms,
             ${entryInputTokens} AS input_tokens, ${entryOutputTokens} AS output_tokens, ${isOneRun} AS one_run
      FROM entries
      WHERE entry > (SELECT coalesce(max(entry), 0) FROM entries) - ? AND opened_at_ms >= ?
        AND certainty = 'exact' AND corrects IS NULL AND sandbox = 0`)
    .safeIntegers()
  const ratios = ledgerDb.prepare<[], Pick<TokenRatio, 'model' | 'mean' | 'variance' | 'samples'>>(
    'SELECT model, mean, variance, samples FROM token_ratios',
  )

  return (zone: string, nowMs: number): Accuracy => {
    const days = lastDays(zone, nowMs, shownDays).map(bounds => ({ bounds, tally: createTally() }))
    const models = new Map<string, ModelTally>()
    for (const row of entries.iterate(entriesAtMost, days[0]?.bounds.startMs ?? nowMs)) {
      const openedAtMs = Number(row.opened_at_ms)
      count(modelOf(models, row), row)
      const day = days.findLast(({ bounds }) => openedAtMs >= bounds.startMs)
      if (day) count(day.tally, row)
    }
    const learned = new Map(ratios.all().map(ratio => [ratio.model, ratio]))
    const mostFirst = [...models.values()].sort((a, b) => b.requests - a.requests).slice(0, modelsAtMost)
    return {
      zone,
      models: mostFirst.map(tally => toModel(tally, learned.get(tokenizerNameOf(tally.model)))),
      days: days.map(({ bounds, tally }) => toDay(bounds, tally)),
    }
  }
}

interface EntryRow {
  readonly provider_id: string
  readonly model: string
  readonly held_input_tokens: bigint
  /** Null only in corrections. */
  readonly first_output_tokens: bigint | null
  readonly held_nano_usd: bigint | null
  readonly input_tokens: bigint
  readonly output_tokens: bigint
  readonly one_run: bigint
  readonly cost_nano_usd: bigint | null
  readonly opened_at_ms: bigint
}

interface Tally {
  requests: number
  priced: number
  held: bigint
  settled: bigint
  exceeded: number
  unusedTokens: number
  outputTokens: number
  readonly inputErrors: number[]
}

interface ModelTally extends Tally {
  readonly providerId: string
  readonly model: string
}

function createTally(): Tally {
  return {
    requests: 0,
    priced: 0,
    held: 0n,
    settled: 0n,
    exceeded: 0,
    unusedTokens: 0,
    outputTokens: 0,
    inputErrors: [],
  }
}

function modelOf(models: Map<string, ModelTally>, { provider_id, model }: EntryRow): ModelTally {
  const key = `${provider_id}/${model}`
  const tally = models.get(key) ?? { ...createTally(), providerId: provider_id, model }
  models.set(key, tally)
  return tally
}

function count(tally: Tally, row: EntryRow): void {
  tally.requests++
  if (row.held_nano_usd !== null && row.cost_nano_usd !== null) {
    tally.priced++
    tally.held += row.held_nano_usd
    tally.settled += row.cost_nano_usd
  }
  const output = Number(row.output_tokens)
  const unused = Number(row.first_output_tokens) - output
  if (unused < 0) tally.exceeded++
  tally.unusedTokens += Math.max(0, unused)
  tally.outputTokens += output
  const reported = Number(row.input_tokens)
  if (reported > 0 && row.one_run === 1n)
    tally.inputErrors.push(percentOff(Number(row.held_input_tokens), reported))
}

function percentOff(estimated: number, reported: number): number {
  return (Math.abs(estimated - reported) / reported) * 100
}

function toModel(
  tally: ModelTally,
  ratio: Pick<TokenRatio, 'mean' | 'variance' | 'samples'> | undefined,
): ModelAccuracy {
  const { providerId, model, requests, exceeded, unusedTokens, outputTokens, priced } = tally
  return {
    providerId,
    model,
    requests,
    inputError: errorOf(tally.inputErrors),
    tokenizer: familyOf(model).ratio === 1 ? 'own' : 'nearest',
    ratio: ratio ? { mean: ratio.mean, spread: Math.sqrt(ratio.variance), samples: ratio.samples } : null,
    output: {
      exceeded,
      meanUnusedTokens: unusedTokens / requests,
      meanTokens: outputTokens / requests,
    },
    money: priced > 0 ? toMoney(tally) : null,
  }
}

function toDay({ day }: WindowBounds & { readonly day: string }, tally: Tally): DayAccuracy {
  const { requests, inputErrors } = tally
  return { day, requests, ...toMoney(tally), inputErrorPercent: errorOf(inputErrors)?.mean ?? null }
}

function toMoney({ held, settled }: Tally): MoneyHolds {
  return { heldNanoUsd: String(held), settledNanoUsd: String(settled) }
}

function errorOf(errors: number[]): ErrorPercent | null {
  if (errors.length === 0) return null
  errors.sort((a, b) => a - b)
  const nearestRank = (fraction: number) => errors[Math.ceil(errors.length * fraction) - 1] ?? 0
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  return { mean, p50: nearestRank(0.5), p95: nearestRank(0.95) }
}
