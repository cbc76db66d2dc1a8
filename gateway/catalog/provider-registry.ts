// The providers that are set up, with their records and models. Their keys are used through it.

import type { Dispatcher } from 'undici'
import type { KeyState } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { adapterOf } from '../providers/index.ts'
import { sandbox, sandboxId, sandboxModel } from '../providers/sandbox.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from '../storage/providers.ts'
import type { SecretStore } from '../vault/secret-store.ts'
import { openAccessTokens } from './access-tokens.ts'
import { type OutgoingRequest, openProviderKeys } from './provider-keys.ts'

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

/** Is told what a person changed, because what was known of a provider may not be true of it any more. */
export interface ProviderChanges {
  reset(providerId: string): void
  keyChanged(providerId: string): void
}

export type ProviderRegistry = ReturnType<typeof openProviderRegistry>

export function openProviderRegistry(
  rows: ProviderRows,
  vault: SecretStore,
  now: () => number,
  dispatcher: Dispatcher,
  changes: ProviderChanges,
) {
  const providers = new Map<string, Provider>()
  const keys = openProviderKeys(rows, vault, now, openAccessTokens(dispatcher, now))
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
      const provider = providers.get(id)
      if (!provider) return { state: 'none', reason: null }
      const { state, reason } = await keys.open(provider)
      return { state, reason }
    },

    /**
     * The headers that carry the provider's key, a token in its place, or a signature made with it. None if the server needs no key. Throws
     * `provider_locked`, and `upstream_*` if there is no token.
     */
    credential: (provider: Provider, request: OutgoingRequest) => keys.credential(provider, request),

    /** The filter that finds the key in what a provider sends, for example in an error that repeats it. */
    secretOf: (provider: Provider): Promise<SecretFilter | undefined> => keys.filterOf(provider),

    /** Adds a provider. If the same provider is already set up, stores its new key. Throws `provider_exists`. */
    async add(id: string, kind: string, baseUrl: string, key: string | undefined): Promise<void> {
      const sealed = key === undefined ? undefined : await vault.seal(id, key)
      const known = providers.get(id)?.record
      const same = known?.kind === kind && known.baseUrl === baseUrl
      if (known && !(same && sealed)) throw new GatewayError('provider_exists', { id })
      if (known && sealed) rows.keepSecret(id, sealed, now())
      else rows.insert({ id, kind, baseUrl, addedAtMs: now() }, sealed)
      keys.forget(id)
      changes.keyChanged(id)
      refresh(id)
    },

    remove(id: string): void {
      if (!rows.remove(id)) throw new GatewayError('provider_unknown', { id })
      providers.delete(id)
      keys.forget(id)
      changes.reset(id)
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
