// The providers that are set up, with their records and models. Their keys are used through it.

import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { serverOf } from '../providers/base-url.ts'
import { adapterOf } from '../providers/index.ts'
import { sandbox, sandboxId, sandboxModel } from '../providers/sandbox.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from '../storage/providers.ts'
import type { SecretStore } from '../vault/secret-store.ts'
import { openAccessTokens } from './access-tokens.ts'
import { createKeyChanges } from './key-changes.ts'
import { createProviderEdit } from './provider-edit.ts'
import {
  type Credential,
  type OpenedKey,
  type OutgoingRequest,
  openProviderKeys,
  type ProviderKey,
} from './provider-keys.ts'

/** A provider with everything that is needed to call it. */
export interface Provider {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
  /** In the order in which they are used. Empty if it is asked without a key. */
  readonly keys: readonly ProviderKey[]
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
  /** `keyId`: of a key that was replaced or removed. */
  keyChanged(providerId: string, keyId?: string): void
}

export type ProviderRegistry = ReturnType<typeof openProviderRegistry>

export function openProviderRegistry(
  rows: ProviderRows,
  vault: SecretStore,
  now: () => number,
  dispatcher: Dispatcher,
  changes: ProviderChanges,
) {
  const stored = openStoredProviders(rows)
  const { providers, currentOf } = stored
  const keys = openProviderKeys(rows.keys, vault, now, openAccessTokens(dispatcher, now))

  return {
    list: (): readonly Provider[] => [...providers.values()],
    get: (id: string): Provider | undefined => providers.get(id),
    currentOf,
    ...createKeyChanges({ rows, vault, now, stored, keys, changes }),
    ...createProviderEdit({ rows, vault, now, stored, keys, changes }),

    /** Whether a key can be opened and, if it is locked, why and what to do. */
    openedKey: (provider: Provider, key: ProviderKey): Promise<Pick<OpenedKey, 'state' | 'reason'>> =>
      keys.open(provider, key),

    /**
     * What a request to a provider needs with one of its keys: the headers that carry the key, a token in its place, or a
     * signature made with it. Without a `keyId`, it is the first one. Throws `provider_locked`, also if the key or the provider
     * was removed meanwhile, and `upstream_*` if there is no token.
     */
    async credential(provider: Provider, request: OutgoingRequest, keyId?: string): Promise<Credential> {
      const { id } = provider.record
      const current = currentOf(provider.record)
      // Another provider may have its name now, whose keys are not for its server.
      if (!current)
        throw new GatewayError('provider_locked', { provider: id, reason: 'the provider was removed.' })
      if (keyId === undefined) return await keys.credential(current, request, current.keys[0])
      const name = provider.keys.find(key => key.id === keyId)?.name
      const key = current.keys.find(each => each.name === name)
      if (!key) throw new GatewayError('provider_locked', { provider: id, reason: 'it was removed.' })
      return await keys.credential(current, request, key)
    },

    /** Finds all keys of a provider in what it sends, for example in an error that repeats one. */
    secretOf: (provider: Provider): Promise<SecretFilter | undefined> => keys.filterOf(provider),

    /** Adds a server that was found on this machine. Throws `provider_exists`. */
    addFound(id: string, kind: string, baseUrl: string): void {
      if (providers.has(id)) throw new GatewayError('provider_exists', { id })
      rows.insert({ id, kind, baseUrl, addedAtMs: now(), isFound: true }, undefined)
      stored.refresh(id)
    },

    /** True if a person removed the server at this address, and did not add it again. */
    wasRemoved: (baseUrl: string): boolean => rows.removedServers.has(serverOf(baseUrl)),

    /** A server of one's own is remembered, so that it is not found again. Throws `provider_unknown`. */
    remove(id: string): void {
      const provider = providers.get(id)
      if (provider?.adapter.local) rows.removedServers.add(serverOf(provider.record.baseUrl), now())
      if (!rows.remove(id)) throw new GatewayError('provider_unknown', { id })
      providers.delete(id)
      if (provider) keys.forget(provider)
      changes.reset(id)
    },

    keepModels({ record }: Provider, models: readonly string[]): void {
      // The provider was removed while its list was fetched.
      if (!currentOf(record)) return
      rows.keepModels(record.id, models, now())
      stored.refresh(record.id)
    },

    keepModelsError({ record }: Provider, message: string): void {
      if (!currentOf(record)) return
      rows.keepModelsError(record.id, message)
      stored.refresh(record.id)
    },
  }
}

export type StoredProviders = ReturnType<typeof openStoredProviders>

function openStoredProviders(rows: ProviderRows) {
  const providers = new Map<string, Provider>()
  for (const record of rows.all()) reload(record)

  function reload(record: ProviderRecord): void {
    const adapter = adapterOf(record.kind)
    if (!adapter) return
    const { id } = record
    providers.set(id, toProvider(record, adapter, rows.models(id), rows.keys.all(id)))
  }

  return {
    providers,

    refresh(id: string): void {
      const record = rows.all().find(row => row.id === id)
      if (record) reload(record)
    },

    /** The provider as it is now. Undefined if it was removed, even if another provider has its name now. */
    currentOf({ id, kind, baseUrl }: ProviderRecord): Provider | undefined {
      const provider = providers.get(id)
      return provider?.record.kind === kind && provider.record.baseUrl === baseUrl ? provider : undefined
    },
  }
}

/**
 * What nobody set up answers only for models that it lists: else a name that is meant for another provider, which does not list
 * it yet, would no longer reach it.
 */
function toProvider(
  record: ProviderRecord,
  kind: ProviderAdapter,
  models: readonly string[],
  keys: readonly ProviderKey[],
): Provider {
  const adapter = record.isFound ? { ...kind, servesListedOnly: true } : kind
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
  return { record, adapter, keys, models, listed: new Set(models), endpoints, countTokens }
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
  [],
)
