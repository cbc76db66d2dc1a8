import type { WritableDb } from './database.ts'

/** Nano-dollars per million tokens. Undefined: the rate of the price table applies. */
export interface OverrideRates {
  readonly input: bigint
  readonly cacheRead: bigint | undefined
  readonly cacheWrite: bigint | undefined
  readonly cacheWriteOneHour: bigint | undefined
  readonly audioInput: bigint | undefined
  readonly output: bigint
  readonly audioOutput: bigint | undefined
}

/** A price that a person set. */
export interface PriceOverride {
  readonly providerId: string
  readonly model: string
  readonly rates: OverrideRates
  readonly setAtMs: number
}

export type PriceOverrides = ReturnType<typeof openPriceOverrides>

interface OverrideRow {
  readonly providerId: string
  readonly model: string
  readonly input: bigint
  readonly cacheRead: bigint | null
  readonly cacheWrite: bigint | null
  readonly cacheWriteOneHour: bigint | null
  readonly audioInput: bigint | null
  readonly output: bigint
  readonly audioOutput: bigint | null
  readonly setAtMs: bigint
}

const columns = `
  provider_id AS providerId, model, input, cache_read AS cacheRead, cache_write AS cacheWrite,
  cache_write_1h AS cacheWriteOneHour, audio_input AS audioInput, output, audio_output AS audioOutput,
  set_at_ms AS setAtMs`

export function openPriceOverrides(db: WritableDb) {
  const find = db
    .prepare<[string, string], OverrideRow>(
      `SELECT ${columns} FROM price_overrides WHERE provider_id = ? AND model = ?`,
    )
    .safeIntegers()
  const list = db
    .prepare<[string], OverrideRow>(
      `SELECT ${columns} FROM price_overrides WHERE provider_id = ? ORDER BY model`,
    )
    .safeIntegers()
  const put = db.prepare<OverrideRow>(`
    INSERT OR REPLACE INTO price_overrides (provider_id, model, input, cache_read, cache_write, cache_write_1h,
      audio_input, output, audio_output, set_at_ms)
    VALUES (@providerId, @model, @input, @cacheRead, @cacheWrite, @cacheWriteOneHour,
      @audioInput, @output, @audioOutput, @setAtMs)`)
  const remove = db.prepare<[string, string]>(
    'DELETE FROM price_overrides WHERE provider_id = ? AND model = ?',
  )

  // The overrides are asked for with every request, and most people set none. So an empty table is not queried.
  let isEmpty = db.prepare('SELECT 1 FROM price_overrides LIMIT 1').get() === undefined

  return {
    find(providerId: string, model: string): PriceOverride | undefined {
      if (isEmpty) return undefined
      const row = find.get(providerId, model)
      return row && toOverride(row)
    },
    list: (providerId: string): readonly PriceOverride[] => list.all(providerId).map(toOverride),
    put(override: PriceOverride): void {
      put.run(toRow(override))
      isEmpty = false
    },
    /** False if no price was set. */
    remove: (providerId: string, model: string): boolean => remove.run(providerId, model).changes === 1,
  }
}

function toOverride(row: OverrideRow): PriceOverride {
  const { providerId, model, setAtMs, input, output } = row
  return {
    providerId,
    model,
    rates: {
      input,
      cacheRead: row.cacheRead ?? undefined,
      cacheWrite: row.cacheWrite ?? undefined,
      cacheWriteOneHour: row.cacheWriteOneHour ?? undefined,
      audioInput: row.audioInput ?? undefined,
      output,
      audioOutput: row.audioOutput ?? undefined,
    },
    setAtMs: Number(setAtMs),
  }
}

function toRow({ providerId, model, rates, setAtMs }: PriceOverride): OverrideRow {
  return {
    providerId,
    model,
    input: rates.input,
    cacheRead: rates.cacheRead ?? null,
    cacheWrite: rates.cacheWrite ?? null,
    cacheWriteOneHour: rates.cacheWriteOneHour ?? null,
    audioInput: rates.audioInput ?? null,
    output: rates.output,
    audioOutput: rates.audioOutput ?? null,
    setAtMs: BigInt(setAtMs),
  }
}
