import { setTimeout as delay } from 'node:timers/promises'
import type { SafeStorage } from 'electron'
import type { VaultView } from '../gateway/contract/admin.ts'
import { GatewayError } from '../gateway/errors.ts'
import type { OpenedSecret, SealedSecret, SecretStore } from '../gateway/vault/secret-store.ts'

/** The asynchronous methods of `safeStorage`: Electron 46 removes the synchronous ones. */
export type SafeStorageApi = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

const kind = 'safe-storage'

const reasons = {
  locked: "The operating system's key store is locked. Unlock it and try again.",
  missing: "The operating system's key store is not available to Gatehouse.",
  changed: "The operating system's key store cannot open this key. Enter the key again.",
  swapped: 'This key was stored for something else. Enter the key again.',
} as const

/**
 * The vault over the operating system's key store: Keychain, DPAPI, or Linux's Secret Service. On Linux without a key
 * store, Chromium encrypts under a publicly known key and still says that encryption is available. The tag `v10` at the
 * ciphertext's beginning shows this, and then the vault refuses to seal. The vault never deletes a secret: one that it
 * cannot open is `locked`.
 */
export function safeStorageVault(
  safeStorage: SafeStorageApi,
  platform: NodeJS.Platform,
  retryDelaysMs: readonly number[] = [100, 400, 1500],
): SecretStore {
  const retried = <T>(run: () => Promise<T>) => retryWhileLocked(run, retryDelaysMs)
  const unprotected = (ciphertext: Buffer) => platform === 'linux' && tagOf(ciphertext) === 'v10'

  const seal = async (name: string, secret: string): Promise<SealedSecret> => {
    const plain = JSON.stringify([name, secret])
    const ciphertext = await retried(() => safeStorage.encryptStringAsync(plain)).catch(error => {
      throw new GatewayError('vault_unavailable', { reason: reasonOf(error, 'missing') }, { cause: error })
    })
    if (unprotected(ciphertext)) {
      throw new GatewayError('vault_unavailable', { reason: unprotectedReason(safeStorage) })
    }
    return { kind, sealedBy: storeName(platform, ciphertext), ciphertext }
  }

  const open = async (name: string, sealed: SealedSecret): Promise<OpenedSecret> => {
    if (sealed.kind !== kind) return locked(`It was sealed by the ${sealed.kind} vault of a headless run.`)
    try {
      const ciphertext = Buffer.from(sealed.ciphertext)
      const { result, shouldReEncrypt } = await retried(() => safeStorage.decryptStringAsync(ciphertext))
      const secret = secretFor(name, result)
      if (secret === undefined) return locked(reasons.swapped)
      // Sealing again under a rotated key may fail: the secret was opened all the same, and is sealed again another
      // time.
      const resealed = shouldReEncrypt ? await seal(name, secret).catch(() => undefined) : undefined
      return resealed === undefined ? { state: 'open', secret } : { state: 'open', secret, resealed }
    } catch (error) {
      return locked(reasonOf(error, 'changed'))
    }
  }

  const describe = async (): Promise<VaultView> => {
    try {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return unavailable(reasons.missing)
      if (platform !== 'linux') return available
      // Not retried, because the status is asked for often and should be answered at once.
      const probe = await safeStorage.encryptStringAsync('probe')
      return unprotected(probe) ? unavailable(unprotectedReason(safeStorage)) : available
    } catch (error) {
      return unavailable(reasonOf(error, 'missing'))
    }
  }

  return { kind, describe, seal, open }
}

const available: VaultView = { kind, available: true, reason: null }

function unavailable(reason: string): VaultView {
  return { kind, available: false, reason }
}

function locked(reason: string): OpenedSecret {
  return { state: 'locked', reason }
}

/** The first three characters of a ciphertext, in which Chromium says which kind of key sealed it. */
function tagOf(ciphertext: Buffer): string {
  return ciphertext.subarray(0, 3).toString('latin1')
}

function storeName(platform: NodeJS.Platform, ciphertext: Buffer): string {
  if (platform === 'darwin') return 'keychain'
  if (platform === 'win32') return 'dpapi'
  return tagOf(ciphertext) === 'v12' ? 'secret-portal' : 'secret-service'
}

function unprotectedReason(safeStorage: SafeStorageApi): string {
  return (
    `This session has no key store that Gatehouse can reach (it was told "${safeStorage.getSelectedStorageBackend()}"), ` +
    'and without one a key would lie under a publicly known password. Set up or unlock GNOME Keyring or KWallet and ' +
    'start Gatehouse again, or run it headless with GATEHOUSE_PASSPHRASE.'
  )
}

/** The secret; undefined if it was sealed under another name. */
function secretFor(name: string, plain: string): string | undefined {
  const parsed: unknown = JSON.parse(plain)
  if (!Array.isArray(parsed) || parsed[0] !== name || typeof parsed[1] !== 'string') return undefined
  return parsed[1]
}

/** Whether the key store is only locked for now. Electron says so in the error's message and nowhere else. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && /temporarily unavailable/i.test(error.message)
}

function reasonOf(error: unknown, otherwise: 'missing' | 'changed'): string {
  return isPassing(error) ? reasons.locked : reasons[otherwise]
}

async function retryWhileLocked<T>(run: () => Promise<T>, delaysMs: readonly number[]): Promise<T> {
  for (const waitMs of delaysMs) {
    try {
      return await run()
    } catch (error) {
      if (!isPassing(error)) throw error
      await delay(waitMs)
    }
  }
  return run()
}
