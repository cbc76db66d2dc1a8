import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'
import { dataKeyBytes } from './sealed-columns.ts'

export interface DataKey {
  readonly bytes: Buffer
  /** Set if it is to be stored in place of what is there. */
  readonly sealed: SealedSecret | undefined
  /** Nothing that was sealed before can be opened with it. */
  readonly isNew: boolean
}

/** What the vault binds the cache's data key to. A provider's key is bound to a random id. */
const secretName = 'data key of cache.db'

/**
 * The key that cache.db is sealed with. If there is none, or the vault cannot open it, a new one is made. Throws GatewayError
 * `vault_unavailable` if the vault cannot seal that either.
 */
export async function openDataKey(
  vault: SecretStore,
  sealed: SealedSecret | undefined,
  log: Logger,
): Promise<DataKey> {
  if (sealed) {
    const opened = await vault.open(secretName, sealed)
    const bytes = opened.state === 'open' ? Buffer.from(opened.secret, 'base64') : undefined
    if (opened.state === 'open' && bytes?.length === dataKeyBytes)
      return { bytes, sealed: opened.resealed, isNew: false }
    const reason = opened.state === 'locked' ? opened.reason : 'it has another length'
    log.warn({ reason }, 'the key of the cache cannot be opened, so the cache is empty now')
  }
  const bytes = randomBytes(dataKeyBytes)
  return { bytes, sealed: await vault.seal(secretName, bytes.toString('base64')), isNew: true }
}
