// Servers of one's own, as the window and the command line show them.
import type { ProviderView } from './providers.ts'
import type { Empty } from './units.ts'

/** The methods of the admin object that deal with servers on this machine or in one's own network. */
export interface LocalApi {
  /** Looks for servers, unless that was done within the last two seconds. No model is loaded by it. */
  readLocalServers(input: Empty): Promise<LocalServers>
  /** Makes a found server a provider, also one that was removed before. */
  addLocalServer(input: { readonly baseUrl: string }): Promise<ProviderView>
  /** Begins to install a model, or finds that this is being done already. */
  pullLocalModel(input: ModelOfServer): Promise<PullView>
  /** What came already stays on the server, so that the next pull goes on from there. */
  cancelLocalPull(input: ModelOfServer): Promise<PullView>
}

export interface ModelOfServer {
  /** As `readLocalServers` gives it. */
  readonly baseUrl: string
  readonly model: string
}

export interface LocalServers {
  readonly servers: readonly LocalServerView[]
  /** Newest last. At most twenty that have ended. */
  readonly pulls: readonly PullView[]
}

export interface LocalServerView {
  readonly kind: string
  readonly name: string
  readonly baseUrl: string
  readonly isRunning: boolean
  /** Why it is not running, as a sentence without a full stop. Null if it is. */
  readonly problem: string | null
  readonly version: string | null
  /** The provider that it is. Null if it cannot be asked, because a person removed it or wants to be asked. */
  readonly providerId: string | null
  /** True if models can be installed through it. */
  readonly canPull: boolean
  /** Those it had at the last look. None while it is not running. */
  readonly models: readonly LocalModelView[]
}

/** Null means unknown. */
export interface LocalModelView {
  readonly name: string
  readonly sizeBytes: number | null
  readonly parameterSize: string | null
  readonly quantization: string | null
  /** What the model was made for. */
  readonly contextTokens: number | null
  /** What it has now. Null also if it is not loaded. */
  readonly loadedContextTokens: number | null
  readonly capabilities: readonly string[] | null
  readonly isLoaded: boolean
  /** True if the server passes requests on to somebody else's machine. */
  readonly isRemote: boolean
}

export interface PullView extends ModelOfServer {
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** What the server says it is doing. */
  readonly status: string
  readonly completedBytes: number
  /** Of the files that are known so far. Null if none is. */
  readonly totalBytes: number | null
  /** Why it failed. Null if it did not. */
  readonly message: string | null
  readonly startedAtMs: number
}
