import { setTimeout as delay } from 'node:timers/promises'
import type { SafeStorage } from 'electron'
import type { VaultView } from '../gateway/contract/admin.ts'
import { GatewayError } from '../gateway/errors.ts'
import type { OpenedSecret, SealedSecret, SecretStore } from '../gateway/vault/secret-store.ts'

/** The asynchronous half of `safeStorage`: the synchronous one goes away in Electron 46. */
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
 * The vault over the operating system's key store: Keychain, DPAPI, or Linux's Secret Service. On Linux without one
 * Chromium encrypts under a publicly known key and still says that encryption is available; the ciphertext's tag
 * `v10` tells, and such a vault seals nothing. Nothing is ever deleted: what cannot be opened is `locked`.
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
      // A rotated key is a chance, not a duty: what could just be opened stays open without it.
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
      // Asked often and answered at once, so no retries here.
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

/** Chromium starts a ciphertext with the name of the key that sealed it. */
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

/** The secret, if it was sealed under this name. */
function secretFor(name: string, plain: string): string | undefined {
  const parsed: unknown = JSON.parse(plain)
  if (!Array.isArray(parsed) || parsed[0] !== name || typeof parsed[1] !== 'string') return undefined
  return parsed[1]
}

/** Electron tells a locked key store from a lost key by its message only. */
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
