// Totals for each quarter of an hour, kept in the memory of the worker that answers the overview. In every time zone a day
// begins at a quarter of an hour. Money and tokens are read from the ledger, which is what counts for them. Numbers of
// requests and failures are read from the log.
import type { Outcome } from '../contract/chat.ts'
import type { FailureKind } from '../contract/spend.ts'
import type { ReadonlyDb } from './database.ts'
import { entryInputTokens, entryOutputTokens } from './entry-tokens.ts'
import { createPayers, type Payers } from './payers.ts'

export const slotMs = 900_000

export interface Slot {
  readonly requests: number
  readonly sandboxRequests: number
  readonly unpricedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly failures: Failures
  /** By the payer's number. */
  readonly costs: ReadonlyMap<number, bigint>
}

/** How many requests failed in each way, and with each of the gateway's codes. The code is null if it raised no error. */
export type Failures = ReadonlyMap<FailureKind, ReadonlyMap<string | null, number>>
type MutableFailures = Map<FailureKind, Map<string | null, number>>

export interface Slots {
  /** By the number of quarters of an hour since 1970. */
  readonly slots: ReadonlyMap<number, Slot>
  readonly payers: Pick<Payers, 'valueOf'>
}

interface MutableSlot extends Slot {
  requests: number
  sandboxRequests: number
  unpricedRequests: number
  inputTokens: number
  outputTokens: number
  readonly failures: MutableFailures
  readonly costs: Map<number, bigint>
}

export type Rollup = ReturnType<typeof openRollup>

export function openRollup(ledgerDb: ReadonlyDb, logDb: ReadonlyDb) {
  const entries = ledgerDb
    .prepare<[bigint | number, number], EntryRow>(`
      SELECT entry, corrects, opened_at_ms, cost_nano_usd,
             provider_id, provider_id || '/' || model AS model, client_id, team_id, person_id, project,
             CASE WHEN cost_nano_usd IS NULL OR corrects IS NOT NULL THEN request_id END AS request_id,
             ${entryOutputTokens} AS output_tokens, ${entryInputTokens} AS input_tokens
      FROM entries WHERE entry > ? AND opened_at_ms >= ? AND sandbox = 0`)
    .safeIntegers()
  const requests = logDb.prepare<[number, number], RequestRow>(`
    SELECT sequence, started_at_ms, sandbox, outcome, error_code FROM requests
    WHERE sequence > ? AND started_at_ms >= ? AND purpose = 'answer'`)
  // When the clock was corrected, entries got new dates and belong to other slots. All totals are then computed anew.
  const corrections = ledgerDb.prepare<[], number>('SELECT count(*) FROM clock_corrections').pluck()
  const slots = new Map<number, MutableSlot>()
  const payers = createPayers()
  const unpriced = createUnpricedRequests()
  let lastEntry = 0n
  let lastSequence = 0
  let sinceMs = Number.POSITIVE_INFINITY
  let seenCorrections = 0

  function slotAt(atMs: number): MutableSlot {
    const key = Math.floor(atMs / slotMs)
    const slot = slots.get(key) ?? emptySlot()
    slots.set(key, slot)
    return slot
  }

  function readEntries(): void {
    for (const row of entries.iterate(lastEntry, sinceMs)) {
      lastEntry = row.entry > lastEntry ? row.entry : lastEntry
      const slot = slotAt(Number(row.opened_at_ms))
      slot.inputTokens += Number(row.input_tokens)
      slot.outputTokens += Number(row.output_tokens)
      if (row.corrects !== null) unpriced.price(row.request_id ?? '', row.corrects)
      if (row.cost_nano_usd !== null) add(slot.costs, payers.numberOf(payerOf(row)), row.cost_nano_usd)
      else if (row.request_id !== null) unpriced.add(row.request_id, row.entry, slot)
    }
  }

  function readRequests(): void {
    for (const row of requests.iterate(lastSequence, sinceMs)) {
      lastSequence = Math.max(lastSequence, row.sequence)
      const slot = slotAt(row.started_at_ms)
      if (row.sandbox === 1) {
        slot.sandboxRequests++
        continue
      }
      slot.requests++
      countFailure(row, slot.failures)
    }
  }

  return {
    /** All totals since `fromMs`. Reads only new rows, unless `fromMs` is earlier than before or the clock was corrected. */
    since(fromMs: number): Slots {
      const clockCorrections = corrections.get() ?? 0
      if (fromMs < sinceMs || clockCorrections !== seenCorrections) {
        seenCorrections = clockCorrections
        slots.clear()
        payers.clear()
        unpriced.clear()
        lastEntry = 0n
        lastSequence = 0
        sinceMs = fromMs
      }
      readEntries()
      readRequests()
      for (const key of slots.keys()) if ((key + 1) * slotMs <= fromMs) slots.delete(key)
      return { slots, payers }
    },
  }
}

/** A request with attempts of unknown cost, and the entries of these attempts. */
interface UnpricedRequest {
  readonly slot: MutableSlot
  readonly entries: bigint[]
}

/**
 * Counts requests of unknown cost. A request counts once, in the slot of its first attempt without a known cost, until all
 * its attempts have one.
 */
function createUnpricedRequests() {
  const requests = new Map<string, UnpricedRequest>()
  return {
    clear: (): void => requests.clear(),

    add(requestId: string, entry: bigint, slot: MutableSlot): void {
      const known = requests.get(requestId)
      if (known) {
        known.entries.push(entry)
        return
      }
      requests.set(requestId, { slot, entries: [entry] })
      slot.unpricedRequests++
    },

    /** Called when a correction gave the entry a cost. */
    price(requestId: string, entry: bigint): void {
      const known = requests.get(requestId)
      const at = known?.entries.indexOf(entry) ?? -1
      if (!known || at < 0) return
      known.entries.splice(at, 1)
      if (known.entries.length > 0) return
      requests.delete(requestId)
      known.slot.unpricedRequests--
    },
  }
}

interface EntryRow {
  readonly entry: bigint
  /** Null for entries that have a cost and are not corrections. */
  readonly request_id: string | null
  readonly corrects: bigint | null
  readonly opened_at_ms: bigint
  readonly provider_id: string
  readonly model: string
  readonly client_id: string
  readonly team_id: string | null
  readonly person_id: string | null
  readonly project: string | null
  readonly cost_nano_usd: bigint | null
  readonly input_tokens: bigint
  readonly output_tokens: bigint
}

interface RequestRow {
  readonly sequence: number
  readonly started_at_ms: number
  readonly sandbox: number
  readonly outcome: string
  readonly error_code: string | null
}

function payerOf(row: EntryRow) {
  const { provider_id: provider, model, client_id: client, team_id: team, person_id: person, project } = row
  return { provider, model, client, team, person, project }
}

function countFailure(row: RequestRow, failures: MutableFailures): void {
  const kind = failureOf(row)
  if (kind !== undefined) addFailures(failures, kind, row.error_code, 1)
}

export function addFailures(
  failures: MutableFailures,
  kind: FailureKind,
  code: string | null,
  requests: number,
): void {
  const codes = failures.get(kind) ?? new Map<string | null, number>()
  codes.set(code, (codes.get(code) ?? 0) + requests)
  failures.set(kind, codes)
}

/** Undefined if the request did not fail. */
function failureOf({ outcome, error_code }: RequestRow): FailureKind | undefined {
  if (error_code === 'model_unknown' || error_code === 'model_ambiguous') return 'unknown-model'
  return failureOfOutcome[outcome as Outcome]
}

const failureOfOutcome: Readonly<Record<Outcome, FailureKind | undefined>> = {
  completed: undefined,
  'over-budget': 'budget',
  cut: 'budget',
  'no-price': 'no-price',
  rejected: 'refused',
  'upstream-failed': 'provider',
  truncated: 'broken-off',
  recovered: 'broken-off',
  'client-gone': 'left',
  stopped: 'left',
}

function emptySlot(): MutableSlot {
  return {
    requests: 0,
    sandboxRequests: 0,
    unpricedRequests: 0,
    inputTokens: 0,
    outputTokens: 0,
    failures: new Map(),
    costs: new Map(),
  }
}

export function add<Key>(totals: Map<Key, bigint>, key: Key, amount: bigint): void {
  totals.set(key, (totals.get(key) ?? 0n) + amount)
}
