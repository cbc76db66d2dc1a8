// The providers that are set up: their records, models and keys. Keys are opened here and nowhere else.

import type { KeyState } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { adapterOf } from '../providers/index.ts'
import { sandbox, sandboxId, sandboxModel } from '../providers/sandbox.ts'
import { createSecretFilter, type SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from '../storage/providers.ts'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'

/** One provider, ready to be called. */
export interface Provider {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
  /** In the provider's own order. */
  readonly models: readonly string[]
  readonly listed: ReadonlySet<string>
  /** Where each format's requests go. */
  readonly endpoints: Readonly<Partial<Record<WireFormat, Endpoint>>>
  /** Where it counts the tokens of each format's requests; of those that are not there it does not. */
  readonly countTokens?: Readonly<Partial<Record<WireFormat, Endpoint>>>
}

export interface Endpoint {
  readonly origin: string
  readonly path: string
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

  /** The provider as it is now; undefined: it was removed, and what has its name now is another. */
  function currentOf({ id, kind, baseUrl }: ProviderRecord): Provider | undefined {
    const provider = providers.get(id)
    return provider?.record.kind === kind && provider.record.baseUrl === baseUrl ? provider : undefined
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
      if (state === 'locked')
        throw new GatewayError('provider_locked', { provider: id, reason: reason ?? '' })
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

    currentOf,

    keepModels({ record }: Provider, models: readonly string[]): void {
      if (!currentOf(record)) return // removed while its list was fetched
      rows.keepModels(record.id, models, now())
      refresh(record.id)
    },

    keepModelsError({ record }: Provider, message: string): void {
      if (!currentOf(record)) return
      rows.keepModelsError(record.id, message)
      refresh(record.id)
    },
  }
}

function toProvider(record: ProviderRecord, adapter: ProviderAdapter, models: readonly string[]): Provider {
  const base = new URL(record.baseUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const endpointAt = (path: string): Endpoint => ({ origin: base.origin, path: prefix + path })
  const endpointsAt = (paths: ProviderAdapter['paths']) =>
    Object.fromEntries(Object.entries(paths).map(([format, path]) => [format, endpointAt(path)]))
  const endpoints = endpointsAt(adapter.paths)
  const countTokens = endpointsAt(adapter.countTokensPaths ?? {})
  return { record, adapter, models, listed: new Set(models), endpoints, countTokens }
}

/** Always there, and set up by nobody. It is asked through no network, so its address leads nowhere. */
export const sandboxProvider: Provider = toProvider(
  {
    id: sandboxId,
    kind: sandbox.kind,
    baseUrl: 'http://sandbox.invalid',
    addedAtMs: 0,
    modelsFetchedAtMs: 0,
    modelsError: null,
  },
  sandbox,
  [sandboxModel],
)

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
      // A keyring that is locked now may be open the next time. What was opened anew meanwhile stays.
      const forget = () => opened.get(id) === opening && opened.delete(id)
      opening.then(({ state }) => state === 'locked' && forget(), forget)
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
  // Not over a key that was entered meanwhile.
  const isSame = Buffer.from(sealed.ciphertext).equals(rows.secret(id)?.ciphertext ?? Buffer.alloc(0))
  if (opened.resealed && isSame) keepResealed(rows, id, opened.resealed, now())
  const key = opened.secret
  const filter = key.length >= shortestSecret ? createSecretFilter(key) : undefined
  return { state: 'stored', key, filter, reason: null }
}

/** The key is open however that ends: it is sealed anew the next time. */
function keepResealed(rows: ProviderRows, id: string, resealed: SealedSecret, atMs: number): void {
  try {
    rows.keepSecret(id, resealed, atMs)
  } catch {
    // a full disk, most often
  }
}
