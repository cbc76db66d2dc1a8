// Measures how long it takes to reprice a whole history, and whether that time grows in proportion to the history.
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { Agent } from 'undici'
import { openProviderRegistry } from '../../gateway/catalog/provider-registry.ts'
import { openLedger } from '../../gateway/ledger/ledger.ts'
import { repriceHistory } from '../../gateway/ledger/reprice-history.ts'
import { createPriceBook } from '../../gateway/pricing/price-book.ts'
import { openConfigDb, openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { openPriceOverrides } from '../../gateway/storage/price-overrides.ts'
import { openProviderRows } from '../../gateway/storage/providers.ts'
import { openHeadlessVault } from '../../gateway/vault/headless-vault.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { insertEntries } from './ledger.ts'
import { table } from './report.ts'

const sizes = [100_000, 1_000_000] as const

export async function benchRepricing(): Promise<string> {
  const [small, large] = [await measure(sizes[0]), await measure(sizes[1])]
  const row = (name: string, pick: (took: Took) => number) => [
    name,
    pick(small).toFixed(1),
    pick(large).toFixed(1),
    (pick(large) / pick(small)).toFixed(2),
  ]
  return [
    'A history is priced anew: every entry is corrected, then again at the next price, when each entry has a correction',
    'already. Processor time of the main thread, microseconds an entry. The goal is a ratio of at most 1.5 where the history is ten times as long.\n',
    table(
      ['', ...sizes.map(count => `${count.toLocaleString('en')} entries`), 'ratio'],
      [
        row('corrected the first time', ({ firstMicros }) => firstMicros),
        row('corrected again', ({ againMicros }) => againMicros),
        row('looked through, nothing to correct', ({ nothingMicros }) => nothingMicros),
      ],
    ),
  ].join('\n')
}

interface Took {
  readonly firstMicros: number
  readonly againMicros: number
  readonly nothingMicros: number
}

async function measure(entries: number): Promise<Took> {
  const homeDir = temporaryHome()
  const ledgerDb = openLedgerDb(homeDir)
  const configDb = openConfigDb(homeDir)
  try {
    insertEntries(ledgerDb, entries)
    const log = pino({ level: 'silent' })
    const clocks = { now: Date.now, monotonicMs: () => performance.now() }
    const ledger = openLedger({
      journal: openLedgerJournal(ledgerDb),
      nameOf: ({ id }) => id,
      titleOf: ({ id }) => id,
      log,
      ...clocks,
    })
    const overrides = openPriceOverrides(configDb)
    const vault = openHeadlessVault(homeDir, {})
    const registry = openProviderRegistry(openProviderRows(configDb), vault, Date.now, new Agent(), {
      reset() {},
      keyChanged() {},
    })
    await registry.add('provider', 'openai-compatible', 'http://127.0.0.1:1/v1', undefined)
    const prices = createPriceBook(overrides, Date.now)

    const reprice = async (perMillion: bigint, corrected: number) => {
      const rates = { input: perMillion, output: perMillion }
      overrides.put({ providerId: 'provider', model: 'model', rates: { ...noRates, ...rates }, setAtMs: 0 })
      ledgerDb.pragma('wal_checkpoint(TRUNCATE)') // a worker does this in the gateway, so it is not measured
      const before = process.threadCpuUsage()
      const result = await repriceHistory(0, { ledger, prices, registry })
      if (result.corrected !== corrected)
        throw new Error(`${result.corrected} were corrected, not ${corrected}`)
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / entries
    }
    const firstMicros = await reprice(7_000_000_000n, entries)
    const againMicros = await reprice(8_000_000_000n, entries)
    const nothingMicros = await reprice(8_000_000_000n, 0)
    return { firstMicros, againMicros, nothingMicros }
  } finally {
    ledgerDb.close()
    configDb.close()
    rmSync(homeDir, { recursive: true, force: true })
  }
}

const noRates = {
  cacheRead: undefined,
  cacheWrite: undefined,
  cacheWriteOneHour: undefined,
  audioInput: undefined,
  audioOutput: undefined,
}
