// Everything that the admin API changes, on real files. The test decides when their disk is full.
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { Agent } from 'undici'
import { createAdmin } from '../../gateway/admin/admin.ts'
import { compareQuestions } from '../../gateway/cache/guard/compare.ts'
import { openProviderRegistry } from '../../gateway/catalog/provider-registry.ts'
import { openRoutes } from '../../gateway/catalog/routes.ts'
import { openSettings } from '../../gateway/config/settings.ts'
import { openModels, openPrices } from '../../gateway/core.ts'
import { startEmbedder } from '../../gateway/embeddings/start-embedder.ts'
import { createHealth } from '../../gateway/health/create-health.ts'
import { openClients } from '../../gateway/identity/clients.ts'
import { openLedger } from '../../gateway/ledger/ledger.ts'
import { RunningExchanges } from '../../gateway/running-exchanges.ts'
import { openClientRows } from '../../gateway/storage/clients.ts'
import { openCoolDownRows } from '../../gateway/storage/cool-downs.ts'
import type { WritableDb } from '../../gateway/storage/database.ts'
import { openConfigDb, openLedgerDb, openLogDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { openLogReader } from '../../gateway/storage/log-reader.ts'
import { openProviderRows } from '../../gateway/storage/providers.ts'
import { openRouteRows } from '../../gateway/storage/routes.ts'
import { openSettingRows } from '../../gateway/storage/settings.ts'
import { openHeadlessVault } from '../../gateway/vault/headless-vault.ts'
import { nothingKept } from './nothing-kept.ts'
import { temporaryHome } from './temporary-home.ts'
import { testDeps } from './test-gateway.ts'

export type FullDiskRig = Awaited<ReturnType<typeof openFullDiskRig>>

export async function openFullDiskRig(now: () => number) {
  const homeDir = temporaryHome()
  const deps = await testDeps(homeDir)
  const log = pino({ level: 'silent' })
  const clocks = { now, monotonicMs: () => performance.now() }
  const [configDb, ledgerDb] = [openConfigDb(homeDir), openLedgerDb(homeDir)]
  openLogDb(homeDir).close()
  const vault = openHeadlessVault(homeDir, {})
  const dispatcher = new Agent()
  const embedder = startEmbedder({ start: deps.startEmbeddingProcess, monotonicMs: deps.monotonicMs, log })

  /** Opens everything from the files, as a restart does. */
  function open() {
    const rows = openCoolDownRows(configDb)
    const health = createHealth({ ...clocks, random: Math.random, rows, log })
    const registry = openProviderRegistry(openProviderRows(configDb), vault, now, dispatcher, health)
    const settings = openSettings(openSettingRows(configDb), {})
    const ledger = openLedger({
      journal: openLedgerJournal(ledgerDb),
      nameOf: ({ id }) => id,
      titleOf: ({ id }) => id,
      log,
      ...clocks,
    })
    const clients = openClients(openClientRows(configDb), now)
    const answerCache = { forgetAnswers() {} }
    const openedModels = openModels({ ...deps, now }, { registry, dispatcher, settings, answerCache })
    const admin = createAdmin({
      clients,
      ledger,
      logReader: openLogReader(homeDir, deps.workerUrl('log-reader')),
      running: new RunningExchanges(),
      settings,
      readStatus: () => Promise.reject(new Error('not of this rig')),
      registry,
      ...openedModels,
      health,
      ...openPrices({ ...deps, now }, configDb, { registry, dispatcher, settings }),
      routes: openRoutes(openRouteRows(configDb), now),
      estimates: { outputHold: () => 0 },
      cache: { ...nothingKept, embedder, compareQuestions },
      catalog: () => ({ providers: registry.list(), switchedOff: [] }),
      clock: clocks,
      random: Math.random,
      sandbox: () => false,
      ownPorts: () => [],
      homeDir,
      openGateway: () => Promise.reject(new Error('not of this rig')),
      ...clocks,
    })
    return { admin, ledger, clients }
  }
  const dbs = [configDb, ledgerDb]
  for (const db of dbs) growOnEveryWrite(db)

  return {
    ...open(),
    reopen: open,
    fillDisk: () => setFull(dbs, 1),
    makeRoom: () => setFull(dbs, 0),
    async close() {
      for (const db of dbs) db.close()
      await dispatcher.destroy()
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}

/**
 * SQLite may have free space inside its pages even if the disk is full. So every write here also needs more pages.
 * `max_page_count` then refuses them with SQLITE_FULL, as a full disk does:
 * https://www.sqlite.org/pragma.html#pragma_max_page_count
 */
function growOnEveryWrite(db: WritableDb): void {
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()
  db.exec(
    'CREATE TEMP TABLE disk (is_full INTEGER); INSERT INTO disk VALUES (0); CREATE TABLE filler (x BLOB)',
  )
  for (const table of tables) {
    for (const act of ['INSERT', 'UPDATE', 'DELETE']) {
      db.exec(`
        CREATE TEMP TRIGGER grow_${table}_${act} BEFORE ${act} ON main.${table} WHEN (SELECT is_full FROM disk)
        BEGIN INSERT INTO filler VALUES (zeroblob(1000000)); END`)
    }
  }
}

function setFull(dbs: readonly WritableDb[], isFull: 0 | 1): void {
  for (const db of dbs) {
    db.prepare('UPDATE disk SET is_full = ?').run(isFull)
    db.pragma(`max_page_count = ${isFull === 1 ? 1 : 1_000_000}`)
  }
}
