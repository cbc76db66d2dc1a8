// Providers as the window and the command line see them.
import type { NanoUsdText } from './units.ts'

export interface ProviderKindView {
  readonly kind: string
  readonly name: string
  readonly defaultBaseUrl: string | null
  readonly keyLabel: string
  /** False: a local server that asks for no key. */
  readonly keyRequired: boolean
  readonly formats: readonly string[]
  /** The page where a person makes a key. */
  readonly keyPageUrl: string | null
}

export interface ProviderView {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly baseUrl: string | null
  readonly formats: readonly string[]
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
