import type { CheckedDraft, ModelLists } from '../catalog/model-lists.ts'
import { isAnotherServer } from '../catalog/provider-edit.ts'
import type { Provider } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { ProviderChange, ProviderDraft, ProviderView } from '../contract/providers.ts'
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
  | 'testProviderDraft'
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
      if (id === sandboxId) throw invalid(`"${sandboxId}" is the built-in sandbox's name.`)
      const added = checkNew({ kind, baseUrl, key }, deps.ownPorts())
      await registry.add(id, kind, added.baseUrl, added.key)
      await modelLists.fetch(find(id))
      return providerView(find(id), deps)
    },

    testProvider: ({ id }) => modelLists.fetch(find(id)),

    async testProviderDraft(draft) {
      const provider = draft.id === undefined ? undefined : find(draft.id)
      return modelLists.test(checkDraft(provider, draft, deps.ownPorts()))
    },

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
  const change = checkChange(provider, { kind, baseUrl, key }, deps.ownPorts())
  await deps.registry.edit(provider, { kind, baseUrl: change.baseUrl, key: change.key })
  const changed = deps.registry.get(provider.record.id)
  if (!changed) throw new GatewayError('provider_unknown', { id: provider.record.id })
  await deps.modelLists.fetch(changed)
  return providerView(deps.registry.get(changed.record.id) ?? changed, deps)
}

/** Throws whatever adding or changing the provider would. */
function checkDraft(
  provider: Provider | undefined,
  { kind, baseUrl, key }: ProviderDraft,
  ownPorts: readonly number[],
): CheckedDraft {
  if (!provider) return checkNew({ kind, baseUrl, key }, ownPorts)
  const change = checkChange(provider, { kind, baseUrl, key }, ownPorts)
  return { ...change, key: change.keepsKeys ? provider : change.key }
}

interface Wanted {
  readonly kind: string
  readonly baseUrl: string | undefined
  readonly key: string | undefined
}

interface Checked {
  readonly adapter: ProviderAdapter
  readonly baseUrl: string
  readonly key: string | undefined
}

function checkNew(wanted: Wanted, ownPorts: readonly number[]): Checked {
  const place = checkPlace(wanted, ownPorts)
  return { ...place, key: checkOptionalKey(wanted.key, place.adapter, place.baseUrl) }
}

/** `keepsKeys`: whether the stored keys are for the provider as it is changed to. */
function checkChange(
  provider: Provider,
  wanted: Wanted,
  ownPorts: readonly number[],
): Checked & { readonly keepsKeys: boolean } {
  const { kind, key } = wanted
  const { adapter, baseUrl } = checkPlace(wanted, ownPorts)
  const keepsKeys = key === undefined && !isAnotherServer(provider, { kind, baseUrl })
  if (key === undefined && !keepsKeys && adapter.keyRequired) {
    throw invalid('The key is never sent to another server, or to one of another kind: enter it again.')
  }
  return { adapter, baseUrl, key: key === undefined ? undefined : checkKey(key, adapter, baseUrl), keepsKeys }
}

function checkPlace(
  { kind, baseUrl }: Wanted,
  ownPorts: readonly number[],
): Pick<Checked, 'adapter' | 'baseUrl'> {
  const adapter = knownAdapter(kind)
  const address = baseUrl ?? adapter.defaultBaseUrl
  if (address === undefined) throw invalid(`A provider of kind ${kind} needs a base URL.`)
  const tidy = adapter.tidyBaseUrl?.(address) ?? address
  return { adapter, baseUrl: checkBaseUrl(tidy, ownPorts, adapter.baseUrlQuery).url }
}

const kinds = providerAdapters.map(adapter => adapter.kind).join(', ')

function knownAdapter(kind: string): ProviderAdapter {
  const adapter = adapterOf(kind)
  // The kind that was sent is not repeated, because it may be a key.
  if (!adapter) throw invalid(`The kind must be one of ${kinds}.`)
  return adapter
}

function invalid(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}
