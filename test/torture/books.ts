// Checks that the books of a gateway agree with the provider's bill after it was killed and started again.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { adminOf } from '../bench/programs.ts'
import type { ReportedUsage } from '../support/fake-upstream/sent-body.ts'
import { type Asked, callerCount, maxTokens } from './callers.ts'

interface EntryRow {
  readonly request_id: string
  readonly project: string
  readonly certainty: string
  readonly input: number
  readonly output_tokens: number
  readonly held_input_tokens: number
  readonly held_output_tokens: number
  readonly charged_nano_usd: number
  readonly held_nano_usd: number
}

export interface Killed {
  readonly asked: readonly Asked[]
  readonly bill: ReadonlyMap<string, ReportedUsage>
  /** The request ids in the ledger just before the kill. None may be missing afterwards. */
  readonly knownBefore: readonly string[]
}

export interface BooksReport {
  /** Sentences about what is wrong. Empty if the books are right. */
  readonly faults: readonly string[]
  readonly exact: number
  readonly estimated: number
  /** By how many tokens the estimated entries exceed the provider's bill. */
  readonly tokensBeyondBill: number
}

/** To be called when the gateway runs again and no request is under way. */
export async function checkBooks(homeDir: string, killed: Killed): Promise<BooksReport> {
  const faults: string[] = []
  const fault = (isWrong: boolean, words: string) => void (isWrong && faults.push(words))
  for (const file of ['ledger.db', 'config.db', 'log.db'])
    fault(integrityOf(join(homeDir, file)) !== 'ok', `${file} is damaged`)
  const ledger = new Database(join(homeDir, 'ledger.db'), { readonly: true })
  try {
    const openHolds = ledger.prepare('SELECT count(*) FROM holds').pluck().get()
    fault(openHolds !== 0, `${openHolds} holds are open`)
    const all = ledger.prepare<[], string>('SELECT request_id FROM entries').pluck().all()
    const ids = new Set(all)
    fault(ids.size !== all.length, `${all.length - ids.size} requests were settled twice`)
    const lost = killed.knownBefore.filter(id => !ids.has(id)).length
    fault(lost > 0, `${lost} committed settlements are missing`)
    const entries = entriesOf(ledger, killed.asked)
    faults.push(...compareWithBill(entries, killed))
    const charged = ledger.prepare('SELECT sum(charged_nano_usd) FROM entries').pluck().get() ?? 0
    const [budget] = await adminOf(homeDir).listBudgets({})
    fault(budget?.settled !== String(charged), `the budget says ${budget?.settled}, its entries ${charged}`)
    return { faults, ...tally(entries, killed.bill) }
  } finally {
    ledger.close()
  }
}

/** The ids of settled requests, read while the gateway runs. */
export function settledIds(homeDir: string): readonly string[] {
  const ledger = new Database(join(homeDir, 'ledger.db'), { readonly: true })
  try {
    return ledger.prepare<[], string>('SELECT request_id FROM entries').pluck().all()
  } finally {
    ledger.close()
  }
}

/** Waits until a request's settlement is committed, which takes about 5 ms. False if it is not after 5 seconds. */
export async function untilSettled(homeDir: string, tag: string): Promise<boolean> {
  const ledger = new Database(join(homeDir, 'ledger.db'), { readonly: true })
  const find = ledger.prepare('SELECT 1 FROM entries WHERE project = ?')
  try {
    for (let tries = 0; tries < 1000; tries++) {
      if (find.get(tag)) return true
      await wait(5)
    }
    return false
  } finally {
    ledger.close()
  }
}

function integrityOf(path: string): unknown {
  const db = new Database(path, { readonly: true })
  try {
    return db.pragma('integrity_check', { simple: true })
  } finally {
    db.close()
  }
}

function entriesOf(ledger: Database.Database, asked: readonly Asked[]): ReadonlyMap<string, EntryRow> {
  const byTag = ledger.prepare<[string], EntryRow>(`
    SELECT request_id, project, certainty, held_input_tokens, held_output_tokens, output_tokens, charged_nano_usd,
           held_nano_usd, input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens AS input
    FROM entries WHERE project = ?`)
  return new Map(asked.flatMap(({ tag }) => byTag.all(tag).map(row => [tag, row] as const)))
}

function compareWithBill(entries: ReadonlyMap<string, EntryRow>, { asked, bill }: Killed): readonly string[] {
  const faults: string[] = []
  let unbilled = 0
  // A request leaves for the provider only after its hold is committed, and that commit also holds all settlements made
  // until then. So what was answered before the last billed request was asked must be settled as exact, whatever the
  // clock
  // says.
  const lastLeftAtMs = Math.max(...asked.map(({ tag, askedAtMs }) => (bill.has(tag) ? askedAtMs : 0)))
  for (const { tag, answeredAtMs } of asked) {
    const entry = entries.get(tag)
    const billed = bill.get(tag)
    if (billed && !entry) faults.push(`${tag} was billed and has no entry`)
    if (!entry) continue
    if (!billed) unbilled++
    if (answeredAtMs !== undefined && answeredAtMs < lastLeftAtMs && entry.certainty !== 'exact')
      faults.push(`${tag} was answered and is ${entry.certainty}`)
    faults.push(...faultsOf(entry, billed).map(words => `${tag} ${words}`))
  }
  if (unbilled > callerCount) faults.push(`${unbilled} entries were never billed`)
  return faults
}

/**
 * An exact entry must equal the bill. An estimated one must equal what was held, and must not be less than the bill.
 */
function faultsOf(entry: EntryRow, billed: ReportedUsage | undefined): readonly string[] {
  const { certainty, input, output_tokens: output } = entry
  if (certainty === 'exact') {
    const isBilled = input === billed?.inputTokens && output === billed.outputTokens
    return isBilled ? [] : [`is exact with ${input} + ${output} tokens, billed ${JSON.stringify(billed)}`]
  }
  if (certainty !== 'estimated') return [`is ${certainty}`]
  const isHeld =
    input === entry.held_input_tokens &&
    output === entry.held_output_tokens &&
    output <= maxTokens &&
    entry.charged_nano_usd === entry.held_nano_usd
  const isEnough = input >= (billed?.inputTokens ?? 0) && output >= (billed?.outputTokens ?? 0)
  return isHeld && isEnough
    ? []
    : [`is estimated as ${JSON.stringify(entry)}, billed ${JSON.stringify(billed)}`]
}

function tally(entries: ReadonlyMap<string, EntryRow>, bill: ReadonlyMap<string, ReportedUsage>) {
  const rows = [...entries]
  const estimated = rows.filter(([, { certainty }]) => certainty === 'estimated')
  const beyond = estimated.map(([tag, { input, output_tokens }]) => {
    const { inputTokens = 0, outputTokens = 0 } = bill.get(tag) ?? {}
    return input + output_tokens - inputTokens - outputTokens
  })
  return {
    exact: rows.length - estimated.length,
    estimated: estimated.length,
    tokensBeyondBill: beyond.reduce((total, each) => total + each, 0),
  }
}
