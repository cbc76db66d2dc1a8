// The providers that are set up, with their records, models and keys. Keys are opened only here.

import type { KeyState } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { adapterOf } from '../providers/index.ts'
import { sandbox, sandboxId, sandboxModel } from '../providers/sandbox.ts'
import { createSecretFilter, type SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from '../storage/providers.ts'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'

/** A provider with everything that is needed to call it. */
export interface Provider {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
  /** In the order in which the provider lists them. */
  readonly models: readonly string[]
  readonly listed: ReadonlySet<string>
  /** The endpoint for requests of each format. */
  readonly endpoints: Readonly<Partial<Record<WireFormat, Endpoint>>>
  /** The endpoints that count the tokens of each format's requests. Where a format has none, the gateway counts. */
  readonly countTokens?: Readonly<Partial<Record<WireFormat, Endpoint>>>
}

export interface Endpoint {
  readonly origin: string
  readonly path: string
  /** Of the base URL, with its question mark. */
  readonly query?: string
}

export type ProviderRegistry = ReturnType<typeof openProviderRegistry>

/**
 * Local servers accept any word as a key, such as 'ollama'. Striking such a word out of every answer would damage the
 * answers.
 */
const shortestSecret = 16

type OpenedKey = {
  readonly state: KeyState
  readonly key: string | undefined
  /** Undefined if there is no key, or if the key is too short to be told from ordinary text. */
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

  /** The provider as it is now. Undefined if it was removed, even if another provider has its name now. */
  function currentOf({ id, kind, baseUrl }: ProviderRecord): Provider | undefined {
    const provider = providers.get(id)
    return provider?.record.kind === kind && provider.record.baseUrl === baseUrl ? provider : undefined
  }

  return {
    list: (): readonly Provider[] => [...providers.values()],
    get: (id: string): Provider | undefined => providers.get(id),
    /** The state of the provider's key. `reason` says why it is locked, and what to do. */
    async keyOf(id: string): Promise<{ readonly state: KeyState; readonly reason: string | null }> {
      const { state, reason } = await keys.open(id)
      return { state, reason }
    },

    /** The headers that carry the provider's key. None if the server needs no key. Throws `provider_locked`. */
    async credential(provider: Provider, format?: WireFormat): Promise<Readonly<Record<string, string>>> {
      const { id } = provider.record
      const { state, key, reason } = await keys.open(id)
      if (state === 'locked')
        throw new GatewayError('provider_locked', { provider: id, reason: reason ?? '' })
      return key === undefined ? {} : provider.adapter.credential(key, format)
    },

    /** The filter that finds the key in what a provider sends, for example in an error that repeats it. */
    async secretOf({ record }: Provider): Promise<SecretFilter | undefined> {
      return (await keys.open(record.id)).filter
    },

    /** Adds a provider. If the same provider is already set up, stores its new key. Throws `provider_exists`. */
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
      // The provider was removed while its list was fetched.
      if (!currentOf(record)) return
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
  const endpointsAt = (paths: ProviderAdapter['paths'], from = prefix) =>
    Object.fromEntries(
      Object.entries(paths).map(([format, path]): [string, Endpoint] => [
        format,
        { origin: base.origin, path: from + path, ...(base.search === '' ? {} : { query: base.search }) },
      ]),
    )
  const endpoints = { ...endpointsAt(adapter.paths), ...endpointsAt(adapter.rootPaths ?? {}, '') }
  const countTokens = endpointsAt(adapter.countTokensPaths ?? {})
  return { record, adapter, models, listed: new Set(models), endpoints, countTokens }
}

/** The built-in sandbox. It is called without a network, so its address does not exist. */
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

/** Opens each key when it is first needed, and keeps it in memory only. */
function openKeys(rows: ProviderRows, vault: SecretStore, now: () => number) {
  const opened = new Map<string, Promise<OpenedKey>>()
  return {
    forget: (id: string): boolean => opened.delete(id),
    open(id: string): Promise<OpenedKey> {
      const known = opened.get(id)
      if (known) return known
      const opening = readKey(rows, vault, id, now)
      opened.set(id, opening)
      // A locked keyring may be unlocked the next time, so the result is not kept. A key that was opened in the meantime
      // stays.
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
  // A new key may have been entered in the meantime. It must not be overwritten.
  const isSame = Buffer.from(sealed.ciphertext).equals(rows.secret(id)?.ciphertext ?? Buffer.alloc(0))
  if (opened.resealed && isSame) keepResealed(rows, id, opened.resealed, now())
  const key = opened.secret
  const filter = key.length >= shortestSecret ? createSecretFilter(key) : undefined
  return { state: 'stored', key, filter, reason: null }
}

/** Stores the key as sealed anew. If that fails, the key can still be used, and sealing is tried again the next time. */
function keepResealed(rows: ProviderRows, id: string, resealed: SealedSecret, atMs: number): void {
  try {
    rows.keepSecret(id, resealed, atMs)
  } catch {
    // Most often the disk is full.
  }
}
