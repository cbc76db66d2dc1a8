import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import type { Config } from './config/schema.ts'
import type { SecretStore } from './vault/secret-store.ts'

export type WorkerName = 'log-writer' | 'log-reader' | 'token-counter'

/** Everything the gateway takes from its surroundings, built once at the edge (headless, Electron, tests). */
export interface GatewayDeps {
  readonly homeDir: string
  readonly version: string
  readonly vault: SecretStore
  /** The build knows where workers live; tests hand out the sources. */
  readonly workerUrl: (name: WorkerName) => URL
  /** The built dashboard's folder, or undefined to serve none. */
  readonly dashboardDir: string | undefined
  /** Wins over the stored settings for this run: command-line flags. */
  readonly overrides: Partial<Config>
  /** True: the sandbox provider is on even when real providers are set up. */
  readonly sandbox: boolean
  /** True: a ledger that is new, empty or another than before is taken for the home's own. */
  readonly acceptNewLedger?: boolean
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** Monotonic clock, milliseconds, fractions allowed. */
  readonly monotonicMs: () => number
  readonly log: Logger
  /** Undici's, so that tests can hand in their own; undefined: one agent per provider kind is made. */
  readonly dispatcher?: Dispatcher
  /** Where current prices are fetched from, when a person or a schedule asks; undefined: from their publisher. */
  readonly priceTableUrl?: string
}
