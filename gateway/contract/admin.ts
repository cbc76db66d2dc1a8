// The one API behind the window, the dashboard and the command line. Plain JSON both ways: amounts of money are
// decimal strings of integer nano-dollars, instants are milliseconds since 1970, unknown is null.
import type { Accuracy } from './accuracy.ts'
import type { CostArithmetic } from './arithmetic.ts'
import type { AttemptView } from './attempts.ts'
import type { BudgetNotice, BudgetView, NewBudget } from './budgets.ts'
import type { Certainty, Outcome, RequestPurpose, WireFormat } from './chat.ts'
import type { ClientAssignment, ClientView, NewClient } from './clients.ts'
import type { Correcting, EntryRepair, LedgerTimeView, LedgerView } from './ledger.ts'
import type { PriceTableApi } from './price-tables.ts'
import type { ModelOfProvider, NewPrice, PriceView, Repricing } from './prices.ts'
import type { RequestTiming } from './timing.ts'
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
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
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

export interface Overview {
  readonly zone: string
  readonly today: SpendSummary
  readonly month: SpendSummary
  /** One point a day, oldest first, the last 30 days in `zone`, days without requests included. */
  readonly days: readonly DaySpend[]
  readonly latest: readonly RequestRow[]
}

/**
 * Real providers only: the sandbox's requests are counted in `sandboxRequests` and nowhere else. Requests for quotes,
 * counts and lists of models are in the log, but in no sum.
 */
export interface SpendSummary {
  readonly costNanoUsd: NanoUsdText
  /** Requests whose cost is unknown because their model has no price. */
  readonly unpricedRequests: number
  readonly requests: number
  readonly sandboxRequests: number
  readonly failedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Milliseconds to the first content of streamed answers; null with no sample. */
  readonly timeToFirstTokenP50Ms: number | null
  readonly timeToFirstTokenP95Ms: number | null
}

export interface DaySpend {
  /** ISO date in the overview's zone. */
  readonly day: string
  readonly costNanoUsd: NanoUsdText
  readonly requests: number
  /** By provider id, dearest first. */
  readonly providers: readonly { readonly id: string; readonly costNanoUsd: NanoUsdText }[]
}

export interface RequestQuery {
  /** How many newer rows to skip, counted from `anchor` or the newest. */
  readonly offset: number
  /** 1 to 500. */
  readonly limit: number
  /** Only rows up to this sequence number, so that pages stay put while new rows arrive. */
  readonly anchor?: number
  /** Only rows after this sequence number, oldest first: following the log. */
  readonly after?: number
  readonly outcome?: Outcome
  readonly clientId?: string
  readonly providerId?: string
  /** Part of `provider/model`, of the path where a row has no model, or a request id. */
  readonly search?: string
}

export interface RequestPage {
  readonly rows: readonly RequestRow[]
  /** How many rows match below the anchor. */
  readonly total: number
  /** The newest sequence number of all rows; 0 with none. */
  readonly newest: number
}

export interface RequestRow {
  readonly sequence: number
  readonly requestId: string
  readonly startedAtMs: number
  readonly clientId: string | null
  readonly clientName: string | null
  /** In which it was answered. */
  readonly format: WireFormat
  readonly purpose: RequestPurpose
  /** Of HTTP; null in rows of older versions. */
  readonly method: string | null
  readonly path: string
  readonly providerId: string | null
  /** As its provider knows it, or as the caller named it where that led nowhere; null where none was named. */
  readonly model: string | null
  readonly streaming: boolean
  readonly outcome: Outcome
  readonly status: number
  /** Of the gateway's error table; null where it raised none. */
  readonly errorCode: string | null
  readonly certainty: Certainty
  /** Everything that went in, cached or not; the cache's part is in the detail. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Null: unknown, the model has no price. */
  readonly costNanoUsd: NanoUsdText | null
  readonly timeToFirstTokenMs: number | null
  readonly durationMs: number
  readonly sandbox: boolean
}

export interface RequestDetail extends RequestRow {
  /** What the caller is told in `x-gatehouse-route`: provider/model. */
  readonly route: string | null
  readonly upstreamStatus: number | null
  readonly upstreamRequestId: string | null
  readonly userAgent: string | null
  readonly requestBytes: number
  readonly responseBytes: number
  /** Counted before the request left; null where it never got so far. */
  readonly estimatedInputTokens: number | null
  readonly heldOutputTokens: number | null
  readonly heldNanoUsd: NanoUsdText | null
  readonly cacheReadTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly reasoningTokens: number | null
  /** Where the price came from and its date, as 'genai-prices 0.1.8, 2026-09-23'. */
  readonly priceSource: string | null
  /** How the cost came about; null where nothing was used or the model has no price. */
  readonly arithmetic: CostArithmetic | null
  /** Why what the provider reported is not believed, in a short sentence. */
  readonly doubt: string | null
  readonly timing: RequestTiming
  /** In the order of their numbers; none where nothing was held, and in rows of older versions. */
  readonly attempts: readonly AttemptView[]
}

export interface ProviderKindView {
  readonly kind: string
  readonly name: string
  readonly defaultBaseUrl: string | null
  readonly keyLabel: string
  /** False: a local server that asks for no key. */
  readonly keyRequired: boolean
  readonly formats: readonly WireFormat[]
  /** The page where a person makes a key. */
  readonly keyPageUrl: string | null
}

export interface ProviderView {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly baseUrl: string | null
  readonly formats: readonly WireFormat[]
  readonly key: KeyState
  /** Why it is locked, and what to do: a sentence. */
  readonly keyReason: string | null
  readonly sandbox: boolean
  readonly models: readonly ModelView[]
  readonly modelsFetchedAtMs: number | null
  readonly modelsError: string | null
  readonly addedAtMs: number
  /** A visible caution, such as plain http to another machine. */
  readonly warning: string | null
}

/** `locked`: it cannot be opened, by another vault or a damaged one; the person enters it again or goes back. */
export type KeyState = 'none' | 'stored' | 'locked'

export interface ModelView {
  readonly id: string
  /** Nano-dollars per million tokens; null where unknown. */
  readonly inputNanoUsdPerMillion: NanoUsdText | null
  readonly outputNanoUsdPerMillion: NanoUsdText | null
}

export interface NewProvider {
  readonly id: string
  readonly kind: string
  readonly baseUrl?: string
  /** Never comes back out. */
  readonly key?: string
}

export interface ProviderTest {
  readonly ok: boolean
  readonly models: number
  readonly latencyMs: number
  /** The provider's own words, with every known secret replaced. */
  readonly message: string | null
}

export type SettingValue = number | boolean

export interface SettingView {
  readonly key: string
  readonly value: SettingValue
  readonly defaultValue: SettingValue
  readonly description: string
  readonly minimum: number | null
  readonly maximum: number | null
}
