import { createSecretKey, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openKeyVault } from './key-vault.ts'
import { createPrivateFile, readPrivateFile } from './private-file.ts'
import type { SecretStore } from './secret-store.ts'

const keyBytes = 32
const saltBytes = 32

/**
 * One of OWASP's equivalent choices for scrypt (Password Storage Cheat Sheet): 2^15 * 8 * 128 = 32 MiB, three
 * passes. The one pass over 128 MiB would cost more memory than the whole idle gateway may.
 */
const scryptCost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 }

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/**
 * The vault of a gateway without a desktop: under GATEHOUSE_PASSPHRASE where it is set, else under a key file made
 * at the first seal. Touches no file until a key is needed.
 */
export function openHeadlessVault(homeDir: string, environment: NodeJS.ProcessEnv): SecretStore {
  const passphrase = environment.GATEHOUSE_PASSPHRASE
  return passphrase === undefined ? openKeyFileVault(homeDir) : openPassphraseVault(homeDir, passphrase)
}

/** Sealed under the 32 random bytes of `vault.key` (0600) in the home folder. */
export function openKeyFileVault(homeDir: string): SecretStore {
  const path = join(homeDir, 'vault.key')
  return openKeyVault({
    kind: 'key-file',
    async check() {
      wipe(await readPrivateFile(path, keyBytes))
    },
    async find() {
      return toSecretKey(await readPrivateFile(path, keyBytes))
    },
    async make() {
      const bytes = randomBytes(keyBytes)
      await createPrivateFile(path, bytes)
      wipe(bytes)
    },
  })
}

/** Sealed under a key derived from the passphrase and the random `vault.salt` of the home folder. */
export function openPassphraseVault(homeDir: string, passphrase: string): SecretStore {
  const path = join(homeDir, 'vault.salt')

  /** Set but empty is a mistake, such as a secret that was not mounted: never a reason to choose a weaker vault. */
  function requirePassphrase(): void {
    if (passphrase === '')
      throw new Error('GATEHOUSE_PASSPHRASE is set but empty: give it a value, or unset it.')
  }

  return openKeyVault({
    kind: 'passphrase',
    async check() {
      requirePassphrase()
      await readPrivateFile(path, saltBytes)
    },
    async find() {
      requirePassphrase()
      const salt = await readPrivateFile(path, saltBytes)
      if (salt === undefined) return undefined
      // NFKC: the same passphrase typed on another system may arrive in other code points.
      return toSecretKey(await derive(passphrase.normalize('NFKC'), salt, keyBytes, scryptCost))
    },
    async make() {
      requirePassphrase()
      await createPrivateFile(path, randomBytes(saltBytes))
    },
  })
}

/** Moves the bytes out of JavaScript's heap: the key object keeps its own copy. */
function toSecretKey(bytes: Buffer | undefined) {
  if (bytes === undefined) return undefined
  const key = createSecretKey(bytes)
  wipe(bytes)
  return key
}

function wipe(bytes: Buffer | undefined): void {
  bytes?.fill(0)
}
