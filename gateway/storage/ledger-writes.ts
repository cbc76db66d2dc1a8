import { chargedFor } from '../budgets/account.ts'
import type { LevelRecord } from '../budgets/accounts.ts'
import { providersOwnBill } from '../pricing/price.ts'
import { toBillText, toHeldBillText } from './bill-text.ts'
import type { WritableDb } from './database.ts'
import type { HoldRecord, SettlementRecord } from './ledger-records.ts'
import { prepareSetAside } from './set-aside.ts'

/** What one commit writes. Everything is written, or nothing. */
export interface LedgerBatch {
  readonly holds: readonly HoldRecord[]
  /** Holds that grew, with their new amounts. */
  readonly topUps: readonly HoldRecord[]
  readonly settlements: readonly SettlementRecord[]
  readonly levels: readonly LevelRecord[]
}

const holdColumns = [
  'hold',
  'request_id',
  'attempt',
  'client_id',
  'person_id',
  'team_id',
  'project',
  'provider_id',
  'model',
  'format',
  'sandbox',
  'tools',
  'reasoning',
  'input_tokens',
  'output_tokens',
  'amount_nano_usd',
  'price_source',
  'shadowed',
  'opened_at_ms',
  'service_tier',
  'bill',
]

const entryColumns = [
  'request_id',
  'attempt',
  'client_id',
  'person_id',
  'team_id',
  'project',
  'provider_id',
  'model',
  'sandbox',
  'tools',
  'reasoning',
  'certainty',
  'held_input_tokens',
  'held_output_tokens',
  'first_output_tokens',
  'held_nano_usd',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'audio_input_tokens',
  'output_tokens',
  'audio_output_tokens',
  'reasoning_tokens',
  'service_tier',
  'bill',
  'doubt',
  'cost_nano_usd',
  'charged_nano_usd',
  'price_source',
  'shadowed',
  'opened_at_ms',
  'settled_at_ms',
]

const lowest = -(2n ** 63n)

const insertInto = (table: string, columns: readonly string[]) =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`

/** Prepares the function that writes a batch. If SQLite throws, its error is thrown and nothing was written. */
export function prepareLedgerWrites(db: WritableDb): (batch: LedgerBatch) => void {
  const insertHold = db.prepare(insertInto('holds', holdColumns))
  const growHold = db.prepare('UPDATE holds SET output_tokens = ?, amount_nano_usd = ? WHERE hold = ?')
  const deleteHold = db.prepare<[number]>('DELETE FROM holds WHERE hold = ?')
  const insertEntry = db.prepare(insertInto('entries', entryColumns))
  const setAside = prepareSetAside(db)
  const keepLevel = db.prepare('UPDATE budgets SET level_micro = ?, level_at_ms = ? WHERE id = ?')

  function settle(record: SettlementRecord): void {
    const { hold, certainty, doubt, tokens, terms, cost, settledAtMs } = record
    if (deleteHold.run(hold.holdId).changes !== 1) return // it was settled before
    // biome-ignore format: one line a column group
    insertEntry.run(
      hold.requestId, hold.attempt, hold.clientId, hold.personId ?? null, hold.teamId ?? null, hold.project ?? null,
      hold.providerId, hold.model, hold.sandbox ? 1 : 0, hold.tools ? 1 : 0, hold.reasoning ? 1 : 0, certainty,
      hold.estimatedInputTokens ?? hold.inputTokens, hold.outputTokens, hold.firstOutputTokens, hold.amount ?? null,
      tokens.input, tokens.cacheRead, tokens.cacheWrite, tokens.cacheWriteOneHour, tokens.audioInput, tokens.output,
      tokens.audioOutput, tokens.reasoning ?? null,
      terms.serviceTier ?? null, toBillText(record), doubt ?? null, cost ?? null, chargedFor(hold, record), priceSourceOf(record), shadowed(hold),
      hold.openedAtMs, settledAtMs,
    )
  }

  function open(hold: HoldRecord): void {
    // biome-ignore format: one line a column group
    insertHold.run(
      hold.holdId, hold.requestId, hold.attempt, hold.clientId, hold.personId ?? null, hold.teamId ?? null, hold.project ?? null,
      hold.providerId, hold.model, hold.format, hold.sandbox ? 1 : 0, hold.tools ? 1 : 0, hold.reasoning ? 1 : 0,
      hold.inputTokens, hold.outputTokens, hold.amount ?? null, hold.priceSource ?? null, shadowed(hold),
      hold.openedAtMs, hold.bill?.terms.serviceTier ?? null, toHeldBillText(hold.bill),
    )
  }

  return db.transaction(({ holds, topUps, settlements, levels }: LedgerBatch) => {
    for (const hold of holds) open(hold)
    for (const { outputTokens, amount, holdId } of topUps) growHold.run(outputTokens, amount ?? null, holdId)
    for (const settlement of settlements) {
      if (settlement.aside) setAside(settlement)
      else settle(settlement)
    }
    for (const { budgetId, level } of levels) keepLevel.run(within64Bits(level.micro), level.atMs, budgetId)
  })
}

function priceSourceOf({ billed, hold }: SettlementRecord): string | null {
  return billed === undefined ? (hold.priceSource ?? null) : providersOwnBill
}

/** A bucket can owe more millionths than SQLite's integers can store. Its level is then the lowest integer. */
function within64Bits(micro: bigint): bigint {
  return micro < lowest ? lowest : micro
}

function shadowed({ shadowedBy }: HoldRecord): string | null {
  return shadowedBy.length === 0 ? null : shadowedBy.join(' ')
}
