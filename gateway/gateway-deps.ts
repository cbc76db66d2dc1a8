import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import type { Config } from './config/schema.ts'
import type { SignInHelp } from './contract/sign-in.ts'
import type { StartEmbeddingProcess } from './embeddings/process-contract.ts'
import type { LocalAddress } from './local/local-addresses.ts'
import type { Encodings } from './tokens/encodings.ts'
import type { RemoteMedia } from './translation/inline-media.ts'
import type { SecretStore } from './vault/secret-store.ts'

export type WorkerName = 'cache-worker' | 'log-writer' | 'log-reader' | 'token-counter'

/** Everything that the gateway needs from its surroundings. It is made once, by headless, Electron or a test. */
export interface GatewayDeps {
  readonly homeDir: string
  readonly version: string
  readonly vault: SecretStore
  /** Where a worker's code is. Programs lie in different places. */
  readonly workerUrl: (name: WorkerName) => URL
  /** Starts the process of the embedding model. Electron and plain Node have different kinds of processes. */
  readonly startEmbeddingProcess: StartEmbeddingProcess
  /** The folder of the built dashboard. Undefined if none is to be served. */
  readonly dashboardDir: string | undefined
  /** What the dashboard tells a person who has no token. If undefined, no command. */
  readonly signIn?: SignInHelp
  /** Settings from command-line flags. For this run, they come before the stored ones. */
  readonly overrides: Partial<Config>
  /** True if the sandbox provider stays on although real providers are set up. */
  readonly sandbox: boolean
  /** True to accept a ledger that is new, empty or not the one that was used with this home before. */
  readonly acceptNewLedger?: boolean
  /** The wall clock, in milliseconds since 1970. */
  readonly now: () => number
  /** The monotonic clock, in milliseconds. Fractions are allowed. */
  readonly monotonicMs: () => number
  /** How long the main thread has worked so far, for tests. If undefined, as Node measures it. */
  readonly activeMs?: () => number
  readonly log: Logger
  /** Of another gateway in this process, whose tables of tokens this one shares. If undefined, it loads its own. */
  readonly encodings?: Encodings
  /** An undici dispatcher, for tests. If undefined, one pool for all providers is made. */
  readonly dispatcher?: Dispatcher
  /** How what stands at a caller's addresses is fetched, for tests. If undefined, from the public internet. */
  readonly remoteMedia?: RemoteMedia
  /** Where servers on this machine are looked for. If undefined, they are not. See `localAddresses`. */
  readonly localAddresses?: readonly LocalAddress[]
  /** Where current prices are fetched from when a person or the schedule asks. If undefined, from their publisher. */
  readonly priceTableUrl?: string
}
