// How providers get their keys, and lose them.
import { randomBytes } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import { serverOf } from '../providers/base-url.ts'
import type { NewProviderKey, ProviderRows } from '../storage/providers.ts'
import type { SecretStore } from '../vault/secret-store.ts'
import type { ProviderKeys } from './provider-keys.ts'
import type { Provider, ProviderChanges, StoredProviders } from './provider-registry.ts'

export interface KeyChangesDeps {
  readonly rows: ProviderRows
  readonly vault: SecretStore
  readonly now: () => number
  readonly stored: StoredProviders
  readonly keys: ProviderKeys
  readonly changes: ProviderChanges
}

export interface GivenKey {
  readonly name: string
  readonly quotaGroup: string | null
  readonly key: string
}

/** The name of the key that a provider is added with. */
export const defaultKeyName = 'default'
const mostKeys = 16

export function createKeyChanges({ rows, vault, now, stored, keys, changes }: KeyChangesDeps) {
  const { providers, currentOf, refresh } = stored

  const seal = (providerId: string, given: GivenKey) => sealKey({ vault, now }, providerId, given)

  function keep(provider: Provider, { record, sealed }: NewProviderKey): void {
    const { id } = provider.record
    const isNew = !provider.keys.some(({ name }) => name === record.name)
    if (isNew && provider.keys.length >= mostKeys)
      throw new GatewayError('input_invalid', { reason: `A provider has ${mostKeys} keys at most.` })
    rows.keys.put(id, record, sealed)
    keys.forget(provider)
    changes.keyChanged(id, provider.keys.find(({ name }) => name === record.name)?.id)
    refresh(id)
  }

  return {
    /**
     * Adds a provider. If the same provider is already set up, stores the key as its key of the name 'default'. Throws
     * `provider_exists`, and `vault_unavailable` if the key cannot be sealed.
     */
    async add(id: string, kind: string, baseUrl: string, key: string | undefined): Promise<void> {
      const given = key === undefined ? undefined : { name: defaultKeyName, quotaGroup: null, key }
      const sealed = given && (await seal(id, given))
      const known = providers.get(id)
      const same = known?.record.kind === kind && known.record.baseUrl === baseUrl
      if (known && !(same && sealed)) throw new GatewayError('provider_exists', { id })
      if (known && sealed) keep(known, inGroupOf(known, sealed))
      else rows.insert({ id, kind, baseUrl, addedAtMs: now() }, sealed)
      rows.removedServers.forget(serverOf(baseUrl))
      changes.keyChanged(id)
      refresh(id)
    },

    /**
     * Adds a key after those that are there, or replaces the one of the same name. Throws `provider_unknown`, and
     * `vault_unavailable` if the key cannot be sealed.
     */
    async putKey({ record }: Provider, given: GivenKey): Promise<void> {
      const sealed = await seal(record.id, given)
      const current = currentOf(record)
      if (!current) throw new GatewayError('provider_unknown', { id: record.id })
      keep(current, sealed)
    },

    /** Throws `provider_key_unknown`. */
    removeKey(provider: Provider, name: string): void {
      const { id } = provider.record
      const key = provider.keys.find(each => each.name === name)
      if (!key) throw new GatewayError('provider_key_unknown', { provider: id, name })
      rows.keys.remove(key.id)
      keys.forget(provider)
      changes.keyChanged(id, key.id)
      refresh(id)
    },
  }
}

/** Each secret has an id of its own, so that what is known of a key does not count for the one that replaces it. */
export async function sealKey(
  { vault, now }: Pick<KeyChangesDeps, 'vault' | 'now'>,
  providerId: string,
  { name, quotaGroup, key }: GivenKey,
): Promise<NewProviderKey> {
  const id = `${providerId}/${randomBytes(8).toString('hex')}`
  return { record: { id, name, quotaGroup, addedAtMs: now() }, sealed: await vault.seal(id, key) }
}

/** The quota group stays when only the key itself is entered again. */
function inGroupOf({ keys }: Provider, { record, sealed }: NewProviderKey): NewProviderKey {
  const before = keys.find(({ name }) => name === record.name)
  return { record: { ...record, quotaGroup: before?.quotaGroup ?? null }, sealed }
}
