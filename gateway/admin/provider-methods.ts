import type { ModelLists } from '../catalog/model-lists.ts'
import { isAnotherServer } from '../catalog/provider-edit.ts'
import type { Provider } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { ProviderChange, ProviderView } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import { formatsOf, type ProviderAdapter } from '../providers/adapter.ts'
import { checkBaseUrl } from '../providers/base-url.ts'
import { adapterOf, providerAdapters } from '../providers/index.ts'
import { sandboxId } from '../providers/sandbox.ts'
import { checkKey, checkOptionalKey } from './check-key.ts'
import { type ProviderViewDeps, providerView, sandboxView } from './provider-view.ts'

export interface ProviderMethodsDeps extends ProviderViewDeps {
  readonly modelLists: ModelLists
  readonly sandbox: () => boolean
}

type ProviderMethods = Pick<
  AdminApi,
  | 'listProviders'
  | 'listProviderKinds'
  | 'addProvider'
  | 'testProvider'
  | 'changeProvider'
  | 'removeProvider'
  | 'addProviderKey'
  | 'listProviderKeys'
  | 'removeProviderKey'
>

export function createProviderMethods(deps: ProviderMethodsDeps): ProviderMethods {
  const { registry, modelLists, sandbox } = deps
  const find = (id: string): Provider => {
    const provider = registry.get(id)
    if (!provider) throw new GatewayError('provider_unknown', { id })
    return provider
  }
  return {
    async listProviders() {
      const real = await Promise.all(registry.list().map(provider => providerView(provider, deps)))
      return sandbox() ? [...real, sandboxView] : real
    },

    async listProviderKinds() {
      return providerAdapters.map(adapter => ({
        kind: adapter.kind,
        name: adapter.name,
        defaultBaseUrl: adapter.defaultBaseUrl ?? null,
        keyLabel: adapter.keyLabel,
        keyRequired: adapter.keyRequired,
        formats: formatsOf(adapter),
        keyPageUrl: adapter.keyPageUrl ?? null,
        installPageUrl: adapter.local?.installPageUrl ?? null,
      }))
    },

    async addProvider({ id, kind, baseUrl, key }) {
      const adapter = knownAdapter(kind)
      if (id === sandboxId) throw invalid(`"${sandboxId}" is the built-in sandbox's name.`)
      const address = baseUrl ?? adapter.defaultBaseUrl
      if (address === undefined) throw invalid(`A provider of kind ${kind} needs a base URL.`)
      const url = checkedUrl(address, adapter, deps.ownPorts())
      await registry.add(id, kind, url, checkOptionalKey(key, adapter, url))
      await modelLists.fetch(find(id))
      return providerView(find(id), deps)
    },

    testProvider: ({ id }) => modelLists.fetch(find(id)),

    changeProvider: change => changeProvider(find(change.id), change, deps),

    async removeProvider({ id }) {
      registry.remove(id)
      return {}
    },

    async addProviderKey({ providerId, name, quotaGroup, key }) {
      const provider = find(providerId)
      const { adapter, record } = provider
      const checked = checkKey(key, adapter, record.baseUrl)
      await registry.putKey(provider, { name, quotaGroup: quotaGroup ?? null, key: checked })
      await modelLists.fetch(find(providerId))
      return providerView(find(providerId), deps)
    },

    listProviderKeys: async ({ providerId }) => (await providerView(find(providerId), deps)).keys,

    async removeProviderKey({ providerId, name }) {
      const provider = find(providerId)
      const isOnly = provider.keys.length === 1 && provider.keys[0]?.name === name
      if (isOnly && provider.adapter.keyRequired)
        throw invalid('It is the only key of a provider that needs one: add another one first.')
      registry.removeKey(provider, name)
      return providerView(find(providerId), deps)
    },
  }
}

async function changeProvider(
  provider: Provider,
  { kind, baseUrl, key }: ProviderChange,
  deps: ProviderMethodsDeps,
): Promise<ProviderView> {
  const adapter = knownAdapter(kind)
  const url = checkedUrl(baseUrl, adapter, deps.ownPorts())
  const keeps = key === undefined && !isAnotherServer(provider, { kind, baseUrl: url })
  if (key === undefined && !keeps && adapter.keyRequired) {
    throw invalid('The key is never sent to another server, or to one of another kind: enter it again.')
  }
  const checked = key === undefined ? undefined : checkKey(key, adapter, url)
  await deps.registry.edit(provider, { kind, baseUrl: url, key: checked })
  const changed = deps.registry.get(provider.record.id)
  if (!changed) throw new GatewayError('provider_unknown', { id: provider.record.id })
  await deps.modelLists.fetch(changed)
  return providerView(deps.registry.get(changed.record.id) ?? changed, deps)
}

const kinds = providerAdapters.map(adapter => adapter.kind).join(', ')

function knownAdapter(kind: string): ProviderAdapter {
  const adapter = adapterOf(kind)
  // The kind that was sent is not repeated, because it may be a key.
  if (!adapter) throw invalid(`The kind must be one of ${kinds}.`)
  return adapter
}

function checkedUrl(address: string, adapter: ProviderAdapter, ownPorts: readonly number[]): string {
  return checkBaseUrl(adapter.tidyBaseUrl?.(address) ?? address, ownPorts, adapter.baseUrlQuery).url
}

function invalid(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}
