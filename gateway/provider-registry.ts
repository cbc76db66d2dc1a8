// The providers that are set up: their records, models and keys. Keys are opened here and nowhere else.
import type { KeyState } from './contract/admin.ts'
import type { WireFormat } from './contract/chat.ts'
import { GatewayError } from './errors.ts'
import type { ProviderAdapter } from './providers/adapter.ts'
import { adapterOf } from './providers/index.ts'
import { createSecretFilter, type SecretFilter } from './stages/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from './storage/providers.ts'
import type { SecretStore } from './vault/secret-store.ts'

/** One provider, ready to be called. */
export interface Provider {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
  /** In the provider's own order. */
  readonly models: readonly string[]
  readonly listed: ReadonlySet<string>
  /** Where each format's requests go. */
  readonly endpoints: Readonly<
    Partial<Record<WireFormat, { readonly origin: string; readonly path: string }>>
  >
}

export type ProviderRegistry = ReturnType<typeof openProviderRegistry>

/** Local servers take any word for a key: 'ollama', struck out of every answer, would mangle them. */
const shortestSecret = 16

type OpenedKey = {
  readonly state: KeyState
  readonly key: string | undefined
  /** Undefined where there is no key, or none that could be told from innocent text. */
  readonly filter: SecretFilter | undefined
  readonly reason: string | null
}

export function openProviderRegistry(rows: ProviderRows, vault: SecretStore, now: () => number) {
  const providers = new Map<string, Provider>()
  const keys = openKeys(rows, vault, now)
  for (const record of rows.all()) reload(record)

  function reload(record: ProviderRecord): void {
    const adapter = adapterOf(record.kind)
    if (adapter) providers.set(record.id, toProvider(record, adapter, rows.models(record.id)))
  }

  function refresh(id: string): void {
    const record = rows.all().find(row => row.id === id)
    if (record) reload(record)
  }

  return {
    list: (): readonly Provider[] => [...providers.values()],
    get: (id: string): Provider | undefined => providers.get(id),
    /** `reason`: why it is locked, and what to do. */
    async keyOf(id: string): Promise<{ readonly state: KeyState; readonly reason: string | null }> {
      const { state, reason } = await keys.open(id)
      return { state, reason }
    },

    /** The headers that carry the provider's key; none for a server that asks for none. Throws `provider_locked`. */
    async credential(provider: Provider): Promise<Readonly<Record<string, string>>> {
      const { id } = provider.record
      const { state, key, reason } = await keys.open(id)
      if (state === 'locked') throw new GatewayError('provider_locked', { provider: id, reason })
      return key === undefined ? {} : provider.adapter.credential(key)
    },

    /** What keeps the key out of what others wrote: a provider that echoes it in an error, say. */
    async secretOf({ record }: Provider): Promise<SecretFilter | undefined> {
      return (await keys.open(record.id)).filter
    },

    /** Adds it, or, where the very same provider is set up, stores the key anew. Throws `provider_exists`. */
    async add(id: string, kind: string, baseUrl: string, key: string | undefined): Promise<void> {
      const sealed = key === undefined ? undefined : await vault.seal(id, key)
      const known = providers.get(id)?.record
      const same = known?.kind === kind && known.baseUrl === baseUrl
      if (known && !(same && sealed)) throw new GatewayError('provider_exists', { id })
      if (known && sealed) rows.keepSecret(id, sealed, now())
      else rows.insert({ id, kind, baseUrl, addedAtMs: now() }, sealed)
      keys.forget(id)
      refresh(id)
    },

    remove(id: string): void {
      if (!rows.remove(id)) throw new GatewayError('provider_unknown', { id })
      providers.delete(id)
      keys.forget(id)
    },

    keepModels(id: string, models: readonly string[]): void {
      if (!providers.has(id)) return // removed while its list was fetched
      rows.keepModels(id, models, now())
      refresh(id)
    },

    keepModelsError(id: string, message: string): void {
      rows.keepModelsError(id, message)
      refresh(id)
    },
  }
}

function toProvider(record: ProviderRecord, adapter: ProviderAdapter, models: readonly string[]): Provider {
  const base = new URL(record.baseUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const endpoints = Object.fromEntries(
    Object.entries(adapter.paths).map(([format, path]) => [
      format,
      { origin: base.origin, path: prefix + path },
    ]),
  )
  return { record, adapter, models, listed: new Set(models), endpoints }
}

/** Each key, opened when it is first needed and kept, in memory only. */
function openKeys(rows: ProviderRows, vault: SecretStore, now: () => number) {
  const opened = new Map<string, Promise<OpenedKey>>()
  return {
    forget: (id: string): boolean => opened.delete(id),
    open(id: string): Promise<OpenedKey> {
      const known = opened.get(id)
      if (known) return known
      const opening = readKey(rows, vault, id, now)
      opened.set(id, opening)
      // A keyring that is locked now may be open the next time.
      opening.then(
        ({ state }) => state === 'locked' && opened.delete(id),
        () => opened.delete(id),
      )
      return opening
    },
  }
}

async function readKey(
  rows: ProviderRows,
  vault: SecretStore,
  id: string,
  now: () => number,
): Promise<OpenedKey> {
  const sealed = rows.secret(id)
  if (!sealed) return { state: 'none', key: undefined, filter: undefined, reason: null }
  const opened = await vault.open(id, sealed)
  if (opened.state === 'locked')
    return { state: 'locked', key: undefined, filter: undefined, reason: opened.reason }
  if (opened.resealed) rows.keepSecret(id, opened.resealed, now())
  const key = opened.secret
  const filter = key.length >= shortestSecret ? createSecretFilter(key) : undefined
  return { state: 'stored', key, filter, reason: null }
}
