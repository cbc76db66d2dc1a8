import { createSecretKey, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openKeyVault } from './key-vault.ts'
import { createPrivateFile, readPrivateFile } from './private-file.ts'
import type { SecretStore } from './secret-store.ts'

const keyBytes = 32
const saltBytes = 32

/**
 * One of the choices for scrypt that OWASP's Password Storage Cheat Sheet calls equivalent: three passes over
 * 2^15 * 8 * 128 bytes = 32 MiB. The choice of one pass over 128 MiB would take more memory than the whole idle gateway
 * may use.
 */
const scryptCost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 }

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/**
 * The vault of a headless gateway. Its key is derived from GATEHOUSE_PASSPHRASE if that is set; else it is in a key file,
 * which is created when the first secret is sealed. No file is read or written before a key is needed.
 */
export function openHeadlessVault(homeDir: string, environment: NodeJS.ProcessEnv): SecretStore {
  const passphrase = environment.GATEHOUSE_PASSPHRASE
  return passphrase === undefined ? openKeyFileVault(homeDir) : openPassphraseVault(homeDir, passphrase)
}

/** Seals under the 32 random bytes of the file `vault.key` (mode 0600) in the home folder. */
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

/** Seals under a key that is derived from the passphrase and the random `vault.salt` of the home folder. */
export function openPassphraseVault(homeDir: string, passphrase: string): SecretStore {
  const path = join(homeDir, 'vault.salt')

  /**
   * A passphrase that is set but empty is a mistake, such as a secret that was not mounted. It must not lead to the weaker
   * vault with a key file.
   */
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
      // Normalised to NFKC, because systems differ in the code points that they give for the same typed passphrase.
      return toSecretKey(await derive(passphrase.normalize('NFKC'), salt, keyBytes, scryptCost))
    },
    async make() {
      requirePassphrase()
      await createPrivateFile(path, randomBytes(saltBytes))
    },
  })
}

/** Copies the bytes into a key object, outside of JavaScript's heap, and wipes the original. */
function toSecretKey(bytes: Buffer | undefined) {
  if (bytes === undefined) return undefined
  const key = createSecretKey(bytes)
  wipe(bytes)
  return key
}

function wipe(bytes: Buffer | undefined): void {
  bytes?.fill(0)
}
