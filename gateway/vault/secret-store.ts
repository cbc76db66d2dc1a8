import type { VaultKind, VaultView } from '../contract/admin.ts'

/** One secret at rest. `sealedBy` names the key that sealed it, so that another vault shows it as locked. */
export interface SealedSecret {
  readonly kind: VaultKind
  /** Never secret: a key's fingerprint, or the name of the operating system's store. */
  readonly sealedBy: string
  readonly ciphertext: Uint8Array
}

export type OpenedSecret =
  | {
      readonly state: 'open'
      readonly secret: string
      /** Set when the store asks for the secret to be sealed anew (a rotated key): save this instead. */
      readonly resealed?: SealedSecret
    }
  /** Another vault's, or the store cannot open it now. The ciphertext is kept, always. */
  | { readonly state: 'locked'; readonly reason: string }

/** Where provider keys rest: safeStorage under Electron, AES-256-GCM when headless. */
export interface SecretStore {
  readonly kind: VaultKind
  /** Whether `seal` would work now, and if not, why and what to do. */
  describe(): Promise<VaultView>
  /** `name` is bound into the ciphertext where the store can, so that two records cannot be swapped. Throws GatewayError `vault_unavailable`. */
  seal(name: string, secret: string): Promise<SealedSecret>
  open(name: string, sealed: SealedSecret): Promise<OpenedSecret>
}
