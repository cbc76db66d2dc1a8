import { checkZone, lastDays, windowAt } from '../budgets/windows.ts'
import type { Settings } from '../config/settings.ts'
import { type AdminApi, type AdminMethod, adminMethods, type GatewayStatus } from '../contract/admin.ts'
import { GatewayError } from '../errors.ts'
import type { Clients } from '../identity/clients.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LogReader } from '../storage/log-reader.ts'
import { periodsOf } from '../storage/spend.ts'
import { isDiskFull } from '../storage/sqlite-failure.ts'
import { createBudgetMethods } from './budget-methods.ts'
import { type CacheMethodsDeps, createCacheMethods } from './cache-methods.ts'
import { createClientMethods } from './client-methods.ts'
import { createDoctorMethods, type DoctorMethodsDeps } from './doctor-methods.ts'
import { createHealthMethods, type HealthMethodsDeps } from './health-methods.ts'
import { checkInput } from './inputs.ts'
import { createLedgerMethods } from './ledger-methods.ts'
import { createLocalMethods, type LocalMethodsDeps } from './local-methods.ts'
import { createPriceMethods, type PriceMethodsDeps } from './price-methods.ts'
import { createPriceTableMethods, type PriceTableMethodsDeps } from './price-table-methods.ts'
import { createProviderMethods, type ProviderMethodsDeps } from './provider-methods.ts'
import { createRequestMethods, type RequestMethodsDeps } from './request-methods.ts'
import { createRouteMethods, type RouteMethodsDeps } from './route-methods.ts'
import { createSettingMethods } from './setting-methods.ts'
import { createTrialMethods } from './trial-methods.ts'

export interface AdminDeps
  extends ProviderMethodsDeps,
    LocalMethodsDeps,
    PriceMethodsDeps,
    PriceTableMethodsDeps,
    HealthMethodsDeps,
    Omit<RequestMethodsDeps, 'config'>,
    Pick<CacheMethodsDeps, 'cache'>,
    Omit<DoctorMethodsDeps, 'routes'>,
    Omit<RouteMethodsDeps, 'clients' | 'ledger' | 'registry' | 'health'> {
  readonly health: HealthMethodsDeps['health'] & RouteMethodsDeps['health']
  readonly clients: Clients
  readonly ledger: Ledger
  readonly logReader: LogReader
  readonly settings: Settings
  readonly homeDir: string
  readonly readStatus: () => Promise<GatewayStatus>
}

const flowDays = 7

/** The one object behind the window, the dashboard and the command line. Every method checks its own input. */
export function createAdmin(deps: AdminDeps): AdminApi {
  const { clients, ledger, logReader, settings, now } = deps
  const providers = createProviderMethods(deps)
  const budgets = createBudgetMethods(ledger, clients, logReader)
  const firstByteTimeoutMs = () => settings.current.firstByteTimeoutMs
  const doctor = { ...deps, firstByteTimeoutMs }
  return checked({
    ...providers,
    ...createLocalMethods(deps, providers.addProvider),
    ...budgets,
    ...createDoctorMethods({ ...providers, ...budgets, readStatus: deps.readStatus }, doctor),
    ...createPriceMethods(deps),
    ...createPriceTableMethods(deps),
    ...createLedgerMethods(ledger),
    ...createRouteMethods(deps),
    ...createHealthMethods(deps),
    ...createClientMethods(clients, deps.routes),
    ...createCacheMethods(deps),
    ...createSettingMethods(deps),
    ...createTrialMethods(deps),
    readStatus: deps.readStatus,
    readOverview: ({ zone }) => logReader.overview(checkZone(zone), now()),
    readSpend: question => logReader.spend({ ...question, zone: checkZone(question.zone) }, now()),
    async readFlows({ zone, days: asked = flowDays, range }) {
      const inZone = checkZone(zone)
      const periods = range ? periodsOf(range, inZone, now()) : lastDays(inZone, now(), asked)
      const sinceMs = periods[0]?.startMs ?? now()
      const days = range === '24h' ? 1 : periods.length
      return { zone, days, sinceMs, ...(await logReader.flows(sinceMs)) }
    },
    async readFigures({ zone }) {
      const startOf = (window: 'day' | 'month') => windowAt(window, checkZone(zone), now()).startMs
      const bounds = { dayStartMs: startOf('day'), monthStartMs: startOf('month') }
      return { zone, ...bounds, ...(await logReader.figures(bounds)) }
    },
    readAccuracy: ({ zone }) => logReader.accuracy(checkZone(zone), now()),
    ...createRequestMethods({ ...deps, config: () => settings.current }),
  })
}

function checked(api: AdminApi): AdminApi {
  const wrap = <M extends AdminMethod>(method: M) => {
    const run = api[method] as (input: unknown) => Promise<unknown>
    return async (input: unknown = {}) => {
      checkInput(method, input)
      try {
        return await run(input)
      } catch (error) {
        throw isDiskFull(error) ? new GatewayError('disk_full', {}, { cause: error }) : error
      }
    }
  }
  return Object.fromEntries(adminMethods.map(method => [method, wrap(method)])) as unknown as AdminApi
}
