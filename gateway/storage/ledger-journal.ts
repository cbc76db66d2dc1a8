import type { ClientId, NanoUsd, RequestId } from '../contract/units.ts'
import { readHeldBill } from './bill-text.ts'
import { openBilledEntries } from './billed-entries.ts'
import { openBudgetAlerts } from './budget-alerts.ts'
import { openBudgetRows } from './budget-rows.ts'
import { openClockCorrections } from './clock-corrections.ts'
import { emptyWal, type WritableDb } from './database.ts'
import type { HoldRecord } from './ledger-records.ts'
import { prepareLedgerWrites } from './ledger-writes.ts'
import { openSetAside } from './set-aside.ts'
import { openSpent } from './spent.ts'

export type LedgerJournal = ReturnType<typeof openLedgerJournal>

export function openLedgerJournal(db: WritableDb) {
  const budgets = openBudgetRows(db)
  const billed = openBilledEntries(db)
  const openHolds = db.prepare<[], HoldRow>('SELECT * FROM holds ORDER BY hold').safeIntegers()
  const newest = db
    .prepare<[], number>(`
      SELECT max(coalesce((SELECT settled_at_ms FROM entries ORDER BY entry DESC LIMIT 1), 0),
                 coalesce((SELECT max(opened_at_ms) FROM holds), 0))`)
    .pluck()

  return {
    ...budgets,
    ...billed,
    ...openBudgetAlerts(db),
    ...openSetAside(db, billed.correct),
    ...openClockCorrections(db),
    /** Writes everything or nothing. If SQLite throws, its error is thrown and nothing was written. */
    commit: prepareLedgerWrites(db),
    spent: openSpent(db, budgets),
    openHolds: (): readonly HoldRecord[] => openHolds.all().map(toHold),
    /**
     * The latest instant that the ledger has recorded. The ledger's time never goes behind it, so setting the clock back
     * does not make budgets available again.
     */
    newestMs: (): number => newest.get() ?? 0,
    /** False if another connection is reading or checkpointing. It is not waited for. */
    emptyWal: (): boolean => emptyWal(db),
    close: (): void => void db.close(),
  }
}

interface HoldRow {
  readonly hold: bigint
  readonly request_id: RequestId
  readonly attempt: bigint
  readonly client_id: ClientId
  readonly person_id: string | null
  readonly team_id: string | null
  readonly project: string | null
  readonly provider_id: string
  readonly model: string
  readonly format: string
  readonly sandbox: bigint
  readonly tools: bigint
  readonly reasoning: bigint
  readonly input_tokens: bigint
  readonly output_tokens: bigint
  readonly amount_nano_usd: NanoUsd | null
  readonly price_source: string | null
  readonly shadowed: string | null
  readonly opened_at_ms: bigint
  readonly service_tier: string | null
  readonly bill: string | null
}

function toHold(row: HoldRow): HoldRecord {
  const held = { inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens) }
  return {
    holdId: Number(row.hold),
    requestId: row.request_id,
    attempt: Number(row.attempt),
    clientId: row.client_id,
    personId: row.person_id ?? undefined,
    teamId: row.team_id ?? undefined,
    project: row.project ?? undefined,
    providerId: row.provider_id,
    model: row.model,
    format: row.format,
    sandbox: row.sandbox === 1n,
    tools: row.tools === 1n,
    reasoning: row.reasoning === 1n,
    ...held,
    firstOutputTokens: Number(row.output_tokens), // may have grown; an estimated settlement is not compared with it
    amount: row.amount_nano_usd ?? undefined,
    bill: readHeldBill(row.bill, row.service_tier ?? undefined, held),
    priceSource: row.price_source ?? undefined,
    shadowedBy: row.shadowed?.split(' ') ?? [],
    openedAtMs: Number(row.opened_at_ms),
  }
}
