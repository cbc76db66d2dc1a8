// Everything that does not depend on the ports: storage, money, providers. A command uses it without any server.
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { budgetNames } from './admin/budget-methods.ts'
import { recoveredRecords } from './answer/record.ts'
import { createUsageWishes } from './attempts/usage-wish.ts'
import { type Caching, openCaching } from './cache/open-caching.ts'
import { openModelLists } from './catalog/model-lists.ts'
import {
  openProviderRegistry,
  type ProviderChanges,
  type ProviderRegistry,
} from './catalog/provider-registry.ts'
import { openRoutes } from './catalog/routes.ts'
import { openSettings, type Settings } from './config/settings.ts'
import { GatewayError } from './errors.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { guarded } from './guarded.ts'
import { createHealth } from './health/create-health.ts'
import { createFailovers } from './health/failovers.ts'
import { openClients } from './identity/clients.ts'
import { openEstimates } from './ledger/estimates.ts'
import { openLedger } from './ledger/ledger.ts'
import type { ClosingStep } from './lifecycle/closing.ts'
import { createLocalLookups, type LocalLookups } from './local/local-lookups.ts'
import { LocalPulls } from './local/local-pulls.ts'
import { LocalServers } from './local/local-servers.ts'
import { skipUnaskedContinue } from './network/skip-continue.ts'
import { publishedTableUrl } from './pricing/fetch-table.ts'
import { createPriceBook } from './pricing/price-book.ts'
import { openPriceTables, type PriceTablesDeps } from './pricing/price-tables.ts'
import { openClientRows } from './storage/clients.ts'
import { openCoolDownRows } from './storage/cool-downs.ts'
import type { WritableDb } from './storage/database.ts'
import { checkDatabases, databaseFiles, openConfigDb, openLedgerDb, openLogDb } from './storage/databases.ts'
import { openEstimateRows } from './storage/estimates.ts'
import { type Home, openHome } from './storage/home.ts'
import { checkLedgerIdentity, noteLedger } from './storage/ledger-identity.ts'
import { openLedgerJournal } from './storage/ledger-journal.ts'
import { openLogReader } from './storage/log-reader.ts'
import { openLogWriter } from './storage/log-writer.ts'
import { openPriceOverrides } from './storage/price-overrides.ts'
import { openPriceTableRows } from './storage/price-tables.ts'
import { openProviderRows } from './storage/providers.ts'
import { openRouteRows } from './storage/routes.ts'
import { openSettingRows } from './storage/settings.ts'
import { isDiskFull } from './storage/sqlite-failure.ts'
import { startWalSync } from './storage/wal-sync.ts'
import { loadInWorker, openEncodings } from './tokens/encodings.ts'

export type Core = Awaited<ReturnType<typeof openCore>>

/** Locks the home folder and opens what is in it. Throws `home_*`, `ledger_*`, `database_*` or `disk_full`. */
export async function openCore(deps: GatewayDeps) {
  let home: Home | undefined
  try {
    home = openHome(deps.homeDir)
    return openInHome(deps, home)
  } catch (error) {
    home?.release()
    throw isDiskFull(error) ? new GatewayError('disk_full', {}, { cause: error }) : error
  }
}

/** Checks all databases before it writes to any of them. */
function openDatabases({ homeDir, acceptNewLedger, now }: GatewayDeps, home: Home) {
  checkDatabases(homeDir)
  if (!acceptNewLedger) checkLedgerIdentity(homeDir)
  home.refuseSecondOwner()
  const configDb = openConfigDb(homeDir)
  // The log's database is migrated here, before its worker opens it.
  openLogDb(homeDir).close()
  const ledgerDb = openLedgerDb(homeDir)
  try {
    home.checkLock()
    noteLedger(configDb, ledgerDb, now())
  } catch (error) {
    ledgerDb.close()
    configDb.close()
    throw error
  }
  return { configDb, ledgerDb }
}

function openInHome(deps: GatewayDeps, home: Home) {
  const { homeDir, now, monotonicMs, log } = deps
  const { configDb, ledgerDb } = openDatabases(deps, home)
  const settings = openSettings(openSettingRows(configDb), deps.overrides)
  const clients = openClients(openClientRows(configDb), now)
  const dispatcher = deps.dispatcher ?? createDispatcher(settings)
  const caching = openCaching(deps, settings)
  const { health, registry } = openProviders(deps, configDb, dispatcher, caching)
  const journal = openLedgerJournal(ledgerDb)
  const ledger = openLedger({
    journal,
    now,
    monotonicMs,
    log,
    ...budgetNames(clients),
  })
  const estimates = openEstimates({ rows: openEstimateRows(ledgerDb), now, log })
  const walSync = startWalSync(join(homeDir, `${databaseFiles.ledger}-wal`), journal, log)
  const { logWriter, logReader } = openLog(deps, settings)
  for (const record of recoveredRecords(ledger.recovered, clients.get)) logWriter.add(record)
  const models = openModels(deps, { registry, dispatcher, settings, ...caching })
  return {
    settings,
    clients,
    registry,
    health,
    failovers: createFailovers({ health, now, log }),
    ledger,
    estimates,
    logWriter,
    logReader,
    dispatcher,
    encodings: deps.encodings ?? openEncodings(loadInWorker(deps.workerUrl('token-counter'))),
    ...openPrices(deps, configDb, { registry, dispatcher, settings, ...models }),
    routes: openRoutes(openRouteRows(configDb), now),
    usageWishes: createUsageWishes(now),
    ...models,
    ...caching,
    /** The sandbox is on until a person sets up a provider, or for the whole run if that was asked for. */
    sandbox: () => deps.sandbox || registry.list().every(({ record }) => record.isFound === true),

    /**
     * The steps of closing, in order. The ledger comes before the log, whose workers have to be waited for. The home folder
     * comes last.
     */
    closing: [
      step('client tokens', () => clients.flush()),
      step('ledger sync', () => walSync.stop()),
      step('learned estimates', () => estimates.close()),
      step('cool-downs', () => health.close()),
      step('ledger', () => ledger.close()),
      ...caching.cacheClosing,
      step('log reader', passed => logReader.close(passed)),
      step('log writer', passed => logWriter.close(passed), logWriterMs),
      step('settings', () => configDb.close()),
      step('connections to providers', () => (deps.dispatcher ? undefined : dispatcher.destroy())),
      step('home folder', home.release),
    ],
  }
}

function openLog({ homeDir, workerUrl, log }: GatewayDeps, settings: Settings) {
  const maxRows = () => settings.current.logMaxRows
  return {
    logWriter: openLogWriter({ homeDir, workerUrl: workerUrl('log-writer'), maxRows, log }),
    logReader: openLogReader(homeDir, workerUrl('log-reader')),
  }
}

interface WithProviders {
  readonly registry: ProviderRegistry
  readonly dispatcher: Dispatcher
  readonly settings: Settings
}

interface ForgetsAnswers {
  readonly answerCache: Pick<Caching['answerCache'], 'forgetAnswers'>
}

export function openModels(
  { now, monotonicMs, log, localAddresses: addresses }: GatewayDeps,
  { registry, dispatcher, settings, answerCache }: WithProviders & ForgetsAnswers,
) {
  const maxAgeMs = () => settings.current.modelListMaxAgeMs
  const modelLists = openModelLists({ dispatcher, registry, now, monotonicMs, maxAgeMs, log })
  const localServers = new LocalServers({
    addresses,
    dispatcher,
    registry,
    config: () => settings.current,
    fetchModels: modelLists.fetch,
    onReplaced: () => answerCache.forgetAnswers(),
    monotonicMs,
    log,
  })
  const localPulls = new LocalPulls({ dispatcher, registry, servers: localServers, now })
  const lookups = createLocalLookups(localServers, () => settings.current)
  return { modelLists, localServers, localPulls, ...lookups }
}

function openProviders(
  deps: GatewayDeps,
  configDb: WritableDb,
  dispatcher: Dispatcher,
  { answerCache }: Caching,
) {
  const { vault, now, monotonicMs, log } = deps
  const health = createHealth({
    now,
    monotonicMs,
    random: Math.random,
    rows: openCoolDownRows(configDb),
    log,
  })
  const changes: ProviderChanges = {
    reset(providerId) {
      health.reset(providerId)
      answerCache.forgetAnswers()
    },
    keyChanged(providerId, keyId) {
      health.keyChanged(providerId, keyId)
      // Only a key that is gone has an id here. Whose account it was may have had other models by the same names.
      if (keyId !== undefined) answerCache.forgetAnswers()
    },
  }
  return {
    health,
    registry: openProviderRegistry(openProviderRows(configDb), vault, now, dispatcher, changes),
  }
}

export function openPrices(
  { priceTableUrl = publishedTableUrl, now, log }: GatewayDeps,
  configDb: WritableDb,
  {
    registry,
    dispatcher,
    settings,
    runsElsewhere,
  }: Pick<PriceTablesDeps, 'registry' | 'dispatcher'> &
    Pick<WithProviders, 'settings'> &
    Partial<Pick<LocalLookups, 'runsElsewhere'>>,
) {
  const priceOverrides = openPriceOverrides(configDb)
  const priceTables = openPriceTables({
    rows: openPriceTableRows(configDb),
    registry,
    dispatcher,
    url: priceTableUrl,
    now,
    everyHours: () => settings.current.priceUpdateEveryHours,
    log,
  })
  const prices = createPriceBook(priceOverrides, now, priceTables.active, runsElsewhere)
  return { priceOverrides, priceTables, prices }
}

const usualMs = 2000
/** The log writer may still have rows to write, which can take seconds. */
const logWriterMs = 5000

function step(name: string, run: ClosingStep['run'], withinMs = usualMs): ClosingStep {
  return { name, withinMs, run }
}

/**
 * One pool of connections for all providers. It does not retry, follows no redirects, and has no timeouts of its own for an
 * answer.
 */
function createDispatcher(settings: Settings): Dispatcher {
  const connect = buildConnector({
    // With HTTP/1.1, an abort closes the connection, which every provider understands.
    allowH2: false,
    timeout: settings.current.connectTimeoutMs,
  })
  return new Agent({
    allowH2: false,
    connect(options, callback) {
      const failed = (error: unknown) =>
        callback(error instanceof Error ? error : new Error('not connected'), null)
      const connected = guarded(failed, (error: Error | null, socket: Socket | null) => {
        if (socket) callback(null, skipUnaskedContinue(socket))
        else failed(error)
      })
      connect(options, connected)
    },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    pipelining: 1,
  })
}
