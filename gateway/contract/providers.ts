// Providers as the window and the command line show them.
import type { NanoUsdText } from './units.ts'

export interface ProviderKindView {
  readonly kind: string
  readonly name: string
  readonly defaultBaseUrl: string | null
  readonly keyLabel: string
  /** False for a local server that needs no key. */
  readonly keyRequired: boolean
  readonly formats: readonly string[]
  /** The page on which a person creates a key. */
  readonly keyPageUrl: string | null
  /** The page that says how to install a server of the kind on one's own machine. Null if it is no such kind. */
  readonly installPageUrl: string | null
}

export interface ProviderView {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly baseUrl: string | null
  readonly formats: readonly string[]
  /** `locked` if no key can be opened. */
  readonly key: KeyState
  /** A sentence that says why a key is locked, and what to do. */
  readonly keyReason: string | null
  /** In the order in which they are used. */
  readonly keys: readonly ProviderKeyView[]
  readonly sandbox: boolean
  /** True if Gatehouse found it on this machine and nobody set it up. */
  readonly isFound: boolean
  readonly models: readonly ModelView[]
  readonly modelsFetchedAtMs: number | null
  readonly modelsError: string | null
  readonly addedAtMs: number
  /** Something to warn about, such as plain http to another machine. */
  readonly warning: string | null
}

/**
 * `locked`: the key cannot be opened, because another vault sealed it or because it is damaged. The person enters it again,
 * or goes back to the other vault.
 */
export type KeyState = 'none' | 'stored' | 'locked'

export interface ProviderKeyView {
  /** What a person calls it. */
  readonly name: string
  /** Keys of one account share its limits, so they have the same group. Null for a key with limits of its own. */
  readonly quotaGroup: string | null
  readonly state: Exclude<KeyState, 'none'>
  /** A sentence that says why it is locked, and what to do. */
  readonly reason: string | null
  readonly addedAtMs: number
}

export interface NewProviderKey {
  readonly providerId: string
  readonly name: string
  readonly quotaGroup?: string
  /** Never given out again. */
  readonly key: string
}

export interface ModelView {
  readonly id: string
  /** Nano-dollars per million tokens. Null if unknown. */
  readonly inputNanoUsdPerMillion: NanoUsdText | null
  readonly outputNanoUsdPerMillion: NanoUsdText | null
}

export interface NewProvider {
  readonly id: string
  readonly kind: string
  readonly baseUrl?: string
  /** Never given out again. */
  readonly key?: string
}

export interface ProviderChange {
  readonly id: string
  readonly kind: string
  readonly baseUrl: string
  /** Left out, the keys stay, unless the server or the kind changes. Never given out again. */
  readonly key?: string
}

/** A provider as a form has it, before it is added or changed. */
export interface ProviderDraft {
  /** The provider that is to be changed. Its stored keys are used where no key is given, unless the server or the kind changes. */
  readonly id?: string
  readonly kind: string
  readonly baseUrl?: string
  /** Used once. Neither stored nor given out. */
  readonly key?: string
}

export interface ProviderTest {
  readonly ok: boolean
  readonly models: number
  readonly latencyMs: number
  /** The provider's own words, in which every known secret is replaced. */
  readonly message: string | null
  readonly list: ModelListUse
  /** Null if it passed. */
  readonly problem: ProviderProblem | null
}

/**
 * What a provider's list of models is good for. `proof`: it shows that the key is accepted and does not name what can be asked
 * for. `none`: there is no list, so that nothing was asked.
 */
export type ModelListUse = 'names' | 'proof' | 'none'

/** Why a test failed, as far as something else helps. */
export type ProviderProblem =
  | 'key-refused'
  | 'key-missing'
  /** A stored key cannot be opened, or no token is given for it. */
  | 'key-unusable'
  /** The server that gives a token for the key cannot be reached. */
  | 'no-token'
  | 'unpaid'
  | 'used-up'
  | 'not-found'
  | 'redirected'
  | 'refused'
  | 'no-list'
  | 'too-long'
  | 'provider-failed'
  | 'nobody-there'
  | 'name-unknown'
  | 'not-secure'
  | 'timeout'
  | 'connection-failed'
  | 'disk-full'
