import type { Certainty, TokenCounts, WireFormat } from '../contract/chat.ts'
import type { ClientId, NanoUsd, RequestId } from '../contract/units.ts'
import type { WritableDb } from './database.ts'

/** What a request may cost, journalled before it leaves. `amount` undefined: the model has no known price. */
export interface HoldRecord {
  readonly requestId: RequestId
  readonly clientId: ClientId
  readonly providerId: string
  readonly model: string
  readonly format: WireFormat
  readonly sandbox: boolean
  readonly inputTokens: number
  readonly outputTokens: number
  readonly amount: NanoUsd | undefined
  readonly priceSource: string | undefined
  readonly openedAtMs: number
}

/** What it did cost. */
export interface SettlementRecord {
  readonly hold: HoldRecord
  readonly certainty: Certainty
  readonly tokens: TokenCounts
  readonly cost: NanoUsd | undefined
  readonly settledAtMs: number
}

export interface BudgetRecord {
  readonly id: string
  /** Undefined: everything. */
  readonly clientId: ClientId | undefined
  readonly window: 'day' | 'month'
  readonly zone: string
  readonly unit: 'usd' | 'tokens'
  /** Nano-dollars or tokens. */
  readonly limit: bigint
  readonly createdAtMs: number
}

export type LedgerJournal = ReturnType<typeof openLedgerJournal>

export function openLedgerJournal(db: WritableDb) {
  const write = prepareWrites(db)
  const budgets = openBudgetRows(db)
  const openHolds = db
    .prepare<[], HoldRow>('SELECT * FROM holds ORDER BY opened_at_ms, request_id')
    .safeIntegers()
  const newest = db
    .prepare<[], number>(`
      SELECT max(coalesce((SELECT max(opened_at_ms) FROM entries), 0), coalesce((SELECT max(opened_at_ms) FROM holds), 0))`)
    .pluck()
  const spent = db
    .prepare<{ startMs: number; endMs: number; clientId: string | null }, { usd: bigint; tokens: bigint }>(`
      SELECT coalesce(sum(cost_nano_usd), 0) AS usd,
             coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + output_tokens), 0) AS tokens
      FROM entries
      WHERE opened_at_ms >= @startMs AND opened_at_ms < @endMs AND sandbox = 0
        AND (@clientId IS NULL OR client_id = @clientId)`)
    .safeIntegers()

  return {
    ...budgets,
    /** All or nothing: throws what SQLite throws, and then nothing was written. */
    commit: (holds: readonly HoldRecord[], settlements: readonly SettlementRecord[]): void =>
      write(holds, settlements),
    openHolds: (): readonly HoldRecord[] => openHolds.all().map(toHold),
    /** The latest instant the ledger has seen, so that a clock set back grants nothing. */
    newestOpenedAtMs: (): number => newest.get() ?? 0,
    /** What was settled for requests opened in [startMs, endMs), the sandbox's left out. */
    spent: (
      startMs: number,
      endMs: number,
      clientId: ClientId | undefined,
    ): { usd: bigint; tokens: bigint } =>
      spent.get({ startMs, endMs, clientId: clientId ?? null }) ?? { usd: 0n, tokens: 0n },
    /** Syncs nothing by itself: see wal-sync.ts. */
    restartWal: (): void => void db.pragma('wal_checkpoint(RESTART)'),
    close: (): void => void db.close(),
  }
}

function prepareWrites(db: WritableDb) {
  const insertHold = db.prepare(`
    INSERT INTO holds (request_id, client_id, provider_id, model, format, sandbox, input_tokens, output_tokens,
                       amount_nano_usd, price_source, opened_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const deleteHold = db.prepare<[string]>('DELETE FROM holds WHERE request_id = ?')
  const insertEntry = db.prepare(`
    INSERT INTO entries (request_id, client_id, provider_id, model, sandbox, certainty, input_tokens, cache_read_tokens,
                         cache_write_tokens, cache_write_1h_tokens, output_tokens, cost_nano_usd, price_source, opened_at_ms, settled_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)

  return db.transaction((holds: readonly HoldRecord[], settlements: readonly SettlementRecord[]) => {
    for (const { hold, certainty, tokens, cost, settledAtMs } of settlements) {
      // biome-ignore format: one line a column group
      insertEntry.run(
        hold.requestId, hold.clientId, hold.providerId, hold.model, hold.sandbox ? 1 : 0, certainty,
        tokens.input, tokens.cacheRead, tokens.cacheWrite, tokens.cacheWriteOneHour, tokens.output,
        cost ?? null, hold.priceSource ?? null, hold.openedAtMs, settledAtMs,
      )
      deleteHold.run(hold.requestId)
    }
    for (const hold of holds) {
      // biome-ignore format: one line a column group
      insertHold.run(
        hold.requestId, hold.clientId, hold.providerId, hold.model, hold.format, hold.sandbox ? 1 : 0,
        hold.inputTokens, hold.outputTokens, hold.amount ?? null, hold.priceSource ?? null, hold.openedAtMs,
      )
    }
  })
}

function openBudgetRows(db: WritableDb) {
  const all = db.prepare<[], BudgetRow>('SELECT * FROM budgets ORDER BY created_at_ms, id').safeIntegers()
  const put = db.prepare(`
    INSERT INTO budgets (id, client_id, window, zone, unit, limit_amount, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET limit_amount = excluded.limit_amount`)
  const remove = db.prepare<[string]>('DELETE FROM budgets WHERE id = ?')

  return {
    budgets: (): readonly BudgetRecord[] => all.all().map(toBudget),
    putBudget(budget: BudgetRecord): void {
      const { id, clientId, window, zone, unit, limit, createdAtMs } = budget
      put.run(id, clientId ?? null, window, zone, unit, limit, createdAtMs)
    },
    removeBudget: (id: string): boolean => remove.run(id).changes === 1,
  }
}

interface HoldRow {
  readonly request_id: RequestId
  readonly client_id: ClientId
  readonly provider_id: string
  readonly model: string
  readonly format: WireFormat
  readonly sandbox: bigint
  readonly input_tokens: bigint
  readonly output_tokens: bigint
  readonly amount_nano_usd: NanoUsd | null
  readonly price_source: string | null
  readonly opened_at_ms: bigint
}

function toHold(row: HoldRow): HoldRecord {
  return {
    requestId: row.request_id,
    clientId: row.client_id,
    providerId: row.provider_id,
    model: row.model,
    format: row.format,
    sandbox: row.sandbox === 1n,
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    amount: row.amount_nano_usd ?? undefined,
    priceSource: row.price_source ?? undefined,
    openedAtMs: Number(row.opened_at_ms),
  }
}

interface BudgetRow {
  readonly id: string
  readonly client_id: ClientId | null
  readonly window: 'day' | 'month'
  readonly zone: string
  readonly unit: 'usd' | 'tokens'
  readonly limit_amount: bigint
  readonly created_at_ms: bigint
}

function toBudget(row: BudgetRow): BudgetRecord {
  return {
    id: row.id,
    clientId: row.client_id ?? undefined,
    window: row.window,
    zone: row.zone,
    unit: row.unit,
    limit: row.limit_amount,
    createdAtMs: Number(row.created_at_ms),
  }
}
