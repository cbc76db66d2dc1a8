// The one API behind the window, the dashboard and the command line. Plain JSON both ways: amounts of money are
// decimal strings of integer nano-dollars, instants are milliseconds since 1970, unknown is null.
import type { Accuracy } from './accuracy.ts'
import type { BudgetNotice, BudgetView, NewBudget } from './budgets.ts'
import type { ClientAssignment, ClientView, NewClient } from './clients.ts'
import type { FailureDetail } from './failure-detail.ts'
import type { Correcting, EntryRepair, LedgerTimeView, LedgerView } from './ledger.ts'
import type { PriceTableApi } from './price-tables.ts'
import type { ModelOfProvider, NewPrice, PriceView, Repricing } from './prices.ts'
import type { NewProvider, ProviderKindView, ProviderTest, ProviderView } from './providers.ts'
import type { Overview, RequestDetail, RequestPage, RequestQuery } from './requests.ts'
import type { Empty, NanoUsdText } from './units.ts'

export type { ClientAssignment, ClientView, Empty, NanoUsdText, NewClient }

export interface AdminApi extends PriceTableApi {
  readStatus(input: Empty): Promise<GatewayStatus>
  readOverview(input: { readonly zone: string }): Promise<Overview>
  readAccuracy(input: { readonly zone: string }): Promise<Accuracy>
  listRequests(input: RequestQuery): Promise<RequestPage>
  readRequest(input: { readonly requestId: string }): Promise<RequestDetail>
  listProviders(input: Empty): Promise<readonly ProviderView[]>
  listProviderKinds(input: Empty): Promise<readonly ProviderKindView[]>
  addProvider(input: NewProvider): Promise<ProviderView>
  /** Asks the provider for its model list with the stored key; what it lists is kept. */
  testProvider(input: { readonly id: string }): Promise<ProviderTest>
  removeProvider(input: { readonly id: string }): Promise<Empty>
  listClients(input: Empty): Promise<readonly ClientView[]>
  /** The only time that the token is readable. */
  createClient(input: { readonly name: string }): Promise<NewClient>
  revokeClient(input: { readonly id: string }): Promise<Empty>
  /** Whose a client is: what budgets of a person or a team count. Null: nobody's. */
  assignClient(input: ClientAssignment): Promise<ClientView>
  listBudgets(input: Empty): Promise<readonly BudgetView[]>
  /** One budget exists per scope, kind of rule, its window and its unit: setting it again changes the rest. */
  setBudget(input: NewBudget): Promise<BudgetView>
  removeBudget(input: { readonly id: string }): Promise<Empty>
  /** Of every listed model and every model with a price of one's own. */
  listPrices(input: { readonly providerId?: string }): Promise<readonly PriceView[]>
  /** Holds for what is asked from now on; setting it again replaces it. */
  setPrice(input: NewPrice): Promise<PriceView>
  removePrice(input: ModelOfProvider): Promise<Empty>
  /** Prices every request since then anew, and writes what changes as corrections. */
  repriceHistory(input: { readonly sinceMs: number }): Promise<Repricing>
  readLedger(input: Empty): Promise<LedgerView>
  /** The machine's clock is right: a ledger whose time is ahead of it goes on from now. Else it changes nothing. */
  correctLedgerClock(input: Correcting): Promise<LedgerView>
  /** Bills what was set aside, once. */
  repairEntry(input: EntryRepair): Promise<LedgerView>
  listSettings(input: Empty): Promise<readonly SettingView[]>
  changeSetting(input: { readonly key: string; readonly value: SettingValue }): Promise<SettingView>
}

export type AdminMethod = keyof AdminApi

/** The closed list that both doors check a method's name against. */
export const adminMethods = [
  'readStatus',
  'readOverview',
  'readAccuracy',
  'listRequests',
  'readRequest',
  'listProviders',
  'listProviderKinds',
  'addProvider',
  'testProvider',
  'removeProvider',
  'listClients',
  'createClient',
  'revokeClient',
  'assignClient',
  'listBudgets',
  'setBudget',
  'removeBudget',
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
  'listSettings',
  'changeSetting',
] as const satisfies readonly AdminMethod[]

/** What crosses a door. `detail` holds only what is safe to show. */
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
  /** Null where nothing listens: a command that works on the home folder by itself. */
  readonly gatewayUrl: string | null
  readonly adminUrl: string | null
  readonly vault: VaultView
  readonly sandbox: boolean
  readonly providers: number
  readonly clients: number
  readonly requestsInFlight: number
  /** Requests without a valid token in this run: counted by what they were refused for, never listed. */
  readonly unauthenticated: readonly UnauthenticatedCount[]
  /** What a crash left open and this start settled as estimated. */
  readonly recovered: { readonly requests: number; readonly costNanoUsd: NanoUsdText }
  /** Short sentences for the person: a locked key, a clock set back, a log that could not be written. */
  readonly warnings: readonly string[]
  readonly ledgerTime: LedgerTimeView
  /** Budgets that reached a mark in this run, newest last, a hundred at most. */
  readonly notices: readonly BudgetNotice[]
}

export interface UnauthenticatedCount {
  /** Of the gateway's error table. */
  readonly code: string
  readonly requests: number
}

export interface VaultView {
  readonly kind: VaultKind
  /** False where keys cannot be stored safely; `reason` says why and what to do. */
  readonly available: boolean
  readonly reason: string | null
}

export type VaultKind = 'safe-storage' | 'passphrase' | 'key-file'

export type SettingValue = number | boolean

export interface SettingView {
  readonly key: string
  readonly value: SettingValue
  readonly defaultValue: SettingValue
  readonly description: string
  readonly minimum: number | null
  readonly maximum: number | null
}
