import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { SafeStorage } from 'electron'
import { strict } from './strict.ts'

export interface KeyStoreState {
  /** The result of `isAsyncEncryptionAvailable`. */
  readonly available: boolean
  /** The beginning of every ciphertext. On Linux, 'v10' means Chromium's publicly known key. */
  readonly tag: string
  readonly backend: ReturnType<SafeStorage['getSelectedStorageBackend']>
  /** The name of the key in use. A ciphertext made with an unknown key cannot be decrypted. */
  readonly key: string
  /** A key that can still decrypt, but is to be replaced by `key`. */
  readonly retiredKey?: string
  /** How many calls fail, beginning with the first one, as they do while a key store is locked. */
  readonly lockedCalls: number
}

export type StandInSafeStorage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export const workingKeyStore: KeyStoreState = {
  available: true,
  tag: process.platform === 'linux' ? 'v11' : 'v10',
  backend: 'gnome_libsecret',
  key: 'Gatehouse Keys',
  lockedCalls: 0,
}

/** The asynchronous half of `safeStorage`, in a given state. The error messages are Electron's. */
export function createSafeStorage(state: KeyStoreState, isReady: () => boolean): StandInSafeStorage {
  const { available, tag, backend, key, retiredKey } = state
  let lockedCalls = state.lockedCalls

  const reach = (doing: string) => {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready')
    if (!available) throw new Error(`Error while ${doing} the text provided to safeStorage: no key`)
    if (lockedCalls <= 0) return
    lockedCalls -= 1
    throw new Error('safeStorage is temporarily unavailable. Please try again.')
  }

  return strict('safeStorage', {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    async encryptStringAsync(plain: string) {
      reach('encrypting')
      return Buffer.concat([Buffer.from(tag), encrypt(key, plain)])
    },
    async decryptStringAsync(sealed: Buffer) {
      reach('decrypting')
      const body = sealed.subarray(tag.length)
      for (const [known, shouldReEncrypt] of [[key, false] as const, [retiredKey, true] as const]) {
        const result = known === undefined ? undefined : decrypt(known, body)
        if (result !== undefined) return { result, shouldReEncrypt }
      }
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
    },
  })
}

function keyNamed(name: string): Buffer {
  return createHash('sha256').update(name).digest()
}

function encrypt(name: string, plain: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyNamed(name), nonce)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function decrypt(name: string, sealed: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyNamed(name), sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(12, 28))
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined // made with another key
  }
}
