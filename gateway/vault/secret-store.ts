import type { VaultKind, VaultView } from '../contract/admin.ts'

/**
 * An encrypted secret. `sealedBy` identifies the key it was sealed with, so that a vault with another key shows it as
 * locked.
 */
export interface SealedSecret {
  readonly kind: VaultKind
  /** A key's fingerprint, or the name of the operating system's key store. Not secret. */
  readonly sealedBy: string
  readonly ciphertext: Uint8Array
}

export type OpenedSecret =
  | {
      readonly state: 'open'
      readonly secret: string
      /**
       * Set if the store's key was rotated: the secret, sealed under the new key. The caller stores it in place of the
       * old.
       */
      readonly resealed?: SealedSecret
    }
  /** It was sealed by another vault, or the store cannot open it at the moment. The ciphertext is always kept. */
  | { readonly state: 'locked'; readonly reason: string }

/** Where provider keys are stored: Electron's safeStorage in the desktop app, AES-256-GCM when headless. */
export interface SecretStore {
  readonly kind: VaultKind
  /** Says whether `seal` would work now, and if not, why and what to do. */
  describe(): Promise<VaultView>
  /**
   * Encrypts a secret. `name` is bound to the ciphertext, so that the ciphertexts of two records cannot be swapped. Throws
   * GatewayError `vault_unavailable`.
   */
  seal(name: string, secret: string): Promise<SealedSecret>
  open(name: string, sealed: SealedSecret): Promise<OpenedSecret>
}
