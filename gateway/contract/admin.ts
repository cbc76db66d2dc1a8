// The one API that the window, the dashboard and the command line use. Input and output are plain JSON: amounts of money are
// decimal strings of integer nano-dollars, instants are milliseconds since 1970, and null means unknown.
import type { Accuracy } from './accuracy.ts'
import type { CacheApi, ClientCacheChange } from './answer-cache.ts'
import type { BudgetHistory, BudgetNotice, BudgetView, NewBudget } from './budgets.ts'
import type { ClientAssignment, ClientTranslation, ClientView, ClientWish, NewClient } from './clients.ts'
import type { DoctorQuestion, DoctorReport } from './doctor.ts'
import type { FailoverView } from './failovers.ts'
import type { FailureDetail } from './failure-detail.ts'
import type { Figures } from './figures.ts'
import type { Flows } from './flows.ts'
import type { HealthReport } from './health.ts'
import type { Correcting, EntryRepair, LedgerTimeView, LedgerView } from './ledger.ts'
import type { LocalApi } from './local.ts'
import type { PriceTableApi } from './price-tables.ts'
import type { ModelOfProvider, NewPrice, PriceView, Repricing } from './prices.ts'
import type {
  NewProvider,
  NewProviderKey,
  ProviderChange,
  ProviderDraft,
  ProviderKeyView,
  ProviderKindView,
  ProviderTest,
  ProviderView,
} from './providers.ts'
import type { RequestListApi, RequestQuery } from './request-list.ts'
import type { Overview, RequestDetail, RequestPage } from './requests.ts'
import type { ExplainQuestion, ExplainView, RouteDefinition, RouteView, SetRouteView } from './routes.ts'
import type { DiskUse, SettingValue, SettingView } from './settings.ts'
import type { Spend, SpendQuestion, SpendRange } from './spend.ts'
import type { TrialApi } from './trial.ts'
import type { Empty, NanoUsdText } from './units.ts'

export type {
  ClientAssignment,
  ClientCacheChange,
  ClientTranslation,
  ClientView,
  ClientWish,
  Empty,
  NanoUsdText,
  NewClient,
  SettingValue,
  SettingView,
}

export interface AdminApi extends PriceTableApi, LocalApi, CacheApi, RequestListApi, TrialApi {
  readStatus(input: Empty): Promise<GatewayStatus>
  readOverview(input: { readonly zone: string }): Promise<Overview>
  /** What each client and each provider did today and this month. */
  readFigures(input: { readonly zone: string }): Promise<Figures>
  /** What was spent in a range of time, when, and by whom. */
  readSpend(input: SpendQuestion): Promise<Spend>
  /** How the requests of a range went, or of the last `days`: 1 to 30, today included; 7 if neither is given. */
  readFlows(input: FlowQuestion): Promise<Flows>
  readAccuracy(input: { readonly zone: string }): Promise<Accuracy>
  listRequests(input: RequestQuery): Promise<RequestPage>
  readRequest(input: { readonly requestId: string }): Promise<RequestDetail>
  listProviders(input: Empty): Promise<readonly ProviderView[]>
  listProviderKinds(input: Empty): Promise<readonly ProviderKindView[]>
  addProvider(input: NewProvider): Promise<ProviderView>
  /** Asks the provider for its models with the stored key, and keeps the list. */
  testProvider(input: { readonly id: string }): Promise<ProviderTest>
  /** Asks for the models of a provider as it would be added or changed. Nothing is stored. */
  testProviderDraft(input: ProviderDraft): Promise<ProviderTest>
  /**
   * Changes all of a provider but its id. If its server or kind changes, its keys are erased, and it needs the key again.
   */
  changeProvider(input: ProviderChange): Promise<ProviderView>
  removeProvider(input: { readonly id: string }): Promise<Empty>
  /** Adds a key that is used after those that are there, or replaces the one of the same name. */
  addProviderKey(input: NewProviderKey): Promise<ProviderView>
  listProviderKeys(input: { readonly providerId: string }): Promise<readonly ProviderKeyView[]>
  removeProviderKey(input: { readonly providerId: string; readonly name: string }): Promise<ProviderView>
  listClients(input: Empty): Promise<readonly ClientView[]>
  /** Creates a client. Its token can only be read from this result. */
  createClient(input: ClientWish): Promise<NewClient>
  revokeClient(input: { readonly id: string }): Promise<Empty>
  /** Refuses a client's requests from now on, until it is resumed. Those that run go on. */
  pauseClient(input: { readonly id: string }): Promise<ClientView>
  resumeClient(input: { readonly id: string }): Promise<ClientView>
  /** Its token, its budgets and its history stay. A route that names it must name the new one too. */
  renameClient(input: { readonly id: string; readonly name: string }): Promise<ClientView>
  /** Sets the person and team that a client belongs to, whose budgets then count its requests. Null means nobody. */
  assignClient(input: ClientAssignment): Promise<ClientView>
  /** Sets what becomes of a client's requests that cannot be translated in full, from its next request on. */
  setClientTranslation(input: ClientTranslation): Promise<ClientView>
  listBudgets(input: Empty): Promise<readonly BudgetView[]>
  /**
   * A budget is identified by its scope, its kind of rule, its window and its unit. Setting it again changes everything
   * else.
   */
  setBudget(input: NewBudget): Promise<BudgetView>
  removeBudget(input: { readonly id: string }): Promise<Empty>
  /** What a budget's last windows spent. */
  readBudgetHistory(input: { readonly id: string }): Promise<BudgetHistory>
  /** The marks that budgets reached, newest first. `limit`: 1 to 200. */
  listBudgetAlerts(input: { readonly limit: number }): Promise<readonly BudgetNotice[]>
  /** The prices of all listed models, and of all models for which a person set a price. */
  listPrices(input: { readonly providerId?: string }): Promise<readonly PriceView[]>
  /** Sets a price for all requests from now on. Setting it again replaces it. */
  setPrice(input: NewPrice): Promise<PriceView>
  removePrice(input: ModelOfProvider): Promise<Empty>
  /** Computes the cost of all requests since an instant anew, and writes the differences as corrections. */
  repriceHistory(input: { readonly sinceMs: number }): Promise<Repricing>
  readLedger(input: Empty): Promise<LedgerView>
  /**
   * Says that the machine's clock is right. If the ledger's time is ahead of it, that time goes on from now. Else nothing
   * changes.
   */
  correctLedgerClock(input: Correcting): Promise<LedgerView>
  /** Bills a settlement that was set aside. This is possible once. */
  repairEntry(input: EntryRepair): Promise<LedgerView>
  listRoutes(input: Empty): Promise<readonly RouteView[]>
  /** Makes a route, or replaces the one of the same name. */
  setRoute(input: RouteDefinition): Promise<SetRouteView>
  removeRoute(input: { readonly name: string }): Promise<Empty>
  /** What a request with these properties would be sent to, and why. Nothing is sent. */
  explainRoute(input: ExplainQuestion): Promise<ExplainView>
  /** How the providers do at the moment. */
  health(input: Empty): Promise<HealthReport>
  /** Lets a provider be asked again now, whatever happened before. */
  resetHealth(input: { readonly providerId: string }): Promise<HealthReport>
  /** Looks at the gateway's surroundings, or tries faults at a route in front of simulated providers. Nothing is charged. */
  runDoctor(input: DoctorQuestion): Promise<DoctorReport>
  listSettings(input: Empty): Promise<readonly SettingView[]>
  changeSetting(input: { readonly key: string; readonly value: SettingValue }): Promise<SettingView>
  /** How much the data on the disk takes, and how much of the log is used. */
  readDiskUse(input: Empty): Promise<DiskUse>
}

export interface FlowQuestion {
  readonly zone: string
  readonly days?: number
  /** Counts instead of `days`. */
  readonly range?: SpendRange
}

export type AdminMethod = keyof AdminApi

/** All method names. Both doors accept only these. */
export const adminMethods = [
  'readStatus',
  'readOverview',
  'readSpend',
  'readFlows',
  'readFigures',
  'readAccuracy',
  'listRequests',
  'findRequestPlace',
  'readRequest',
  'sumRequests',
  'readRequestNames',
  'listRunningRequests',
  'stopRequest',
  'exportRequests',
  'listProviders',
  'listProviderKinds',
  'addProvider',
  'testProvider',
  'testProviderDraft',
  'changeProvider',
  'removeProvider',
  'addProviderKey',
  'listProviderKeys',
  'removeProviderKey',
  'readLocalServers',
  'addLocalServer',
  'pullLocalModel',
  'cancelLocalPull',
  'listClients',
  'createClient',
  'revokeClient',
  'pauseClient',
  'resumeClient',
  'renameClient',
  'assignClient',
  'setClientTranslation',
  'setClientCache',
  'cacheStatus',
  'listCacheHits',
  'listCacheEntries',
  'purgeCache',
  'judgeCacheHit',
  'testCache',
  'listBudgets',
  'setBudget',
  'removeBudget',
  'readBudgetHistory',
  'listBudgetAlerts',
  'listPrices',
  'setPrice',
  'removePrice',
  'repriceHistory',
  'readPriceTables',
  'fetchPriceTable',
  'reviewPriceTable',
  'choosePriceTable',
  'readLedger',
  'correctLedgerClock',
  'repairEntry',
  'listRoutes',
  'setRoute',
  'removeRoute',
  'explainRoute',
  'startTrial',
  'readTrial',
  'stopTrial',
  'health',
  'resetHealth',
  'runDoctor',
  'listSettings',
  'changeSetting',
  'readDiskUse',
] as const satisfies readonly AdminMethod[]

/** The result of a call as it passes a door. `detail` contains only what is safe to show. */
export type AdminReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AdminFailure }

export interface AdminFailure {
  readonly code: string
  readonly message: string
  readonly detail: FailureDetail
}

export interface GatewayStatus {
  readonly version: string
  readonly pid: number
  readonly startedAtMs: number
  readonly homeDir: string
  /** Null if nothing listens, as in a command that works directly on the home folder. */
  readonly gatewayUrl: string | null
  readonly adminUrl: string | null
  readonly vault: VaultView
  readonly sandbox: boolean
  readonly providers: number
  readonly clients: number
  readonly requestsInFlight: number
  /** Requests of this run without a valid token. They are counted by error code, and not listed. */
  readonly unauthenticated: readonly UnauthenticatedCount[]
  /** The requests that a crash left open and that this start settled as estimated. */
  readonly recovered: { readonly requests: number; readonly costNanoUsd: NanoUsdText }
  /**
   * Short sentences for the person, for example about a locked key, a clock that was set back, or a log that could not be
   * written.
   */
  readonly warnings: readonly string[]
  /** Outages during which other targets answer, the oldest first. */
  readonly failovers: readonly FailoverView[]
  readonly ledgerTime: LedgerTimeView
  /** Budgets that reached a mark in this run, newest last. At most a hundred. */
  readonly notices: readonly BudgetNotice[]
}

export interface UnauthenticatedCount {
  /** A code of the gateway's error table. */
  readonly code: string
  readonly requests: number
}

export interface VaultView {
  readonly kind: VaultKind
  /** False if keys cannot be stored safely. `reason` then says why, and what to do. */
  readonly available: boolean
  readonly reason: string | null
}

export type VaultKind = 'safe-storage' | 'passphrase' | 'key-file'
