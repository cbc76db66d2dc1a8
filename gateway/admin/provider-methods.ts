import type { ModelLists } from '../catalog/model-lists.ts'
import type { Provider, ProviderRegistry } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { ModelView, ProviderView } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { Price } from '../pricing/price.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { formatsOf, type ProviderAdapter } from '../providers/adapter.ts'
import { checkBaseUrl } from '../providers/base-url.ts'
import { adapterOf, providerAdapters } from '../providers/index.ts'
import { sandbox, sandboxId, sandboxModel, sandboxPrice } from '../providers/sandbox.ts'

export interface ProviderMethodsDeps {
  readonly registry: ProviderRegistry
  readonly modelLists: ModelLists
  readonly prices: PriceBook
  readonly sandbox: () => boolean
  /** The gateway's own ports: a provider's base URL must not lead back to the gateway itself. */
  readonly ownPorts: () => readonly number[]
}

type ProviderMethods = Pick<
  AdminApi,
  'listProviders' | 'listProviderKinds' | 'addProvider' | 'testProvider' | 'removeProvider'
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
      const real = await Promise.all(registry.list().map(provider => view(provider, deps)))
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
      const adapter = adapterOf(kind)
      // The kind that was sent is not repeated, because it may be a key.
      if (!adapter) throw invalid(`The kind must be one of ${kinds}.`)
      if (id === sandboxId) throw invalid(`"${sandboxId}" is the built-in sandbox's name.`)
      const address = baseUrl ?? adapter.defaultBaseUrl
      if (address === undefined) throw invalid(`A provider of kind ${kind} needs a base URL.`)
      const tidied = adapter.tidyBaseUrl?.(address) ?? address
      const { url } = checkBaseUrl(tidied, deps.ownPorts(), adapter.baseUrlQuery)
      await registry.add(id, kind, url, checkKey(key, adapter, url))
      await modelLists.fetch(find(id))
      return view(find(id), deps)
    },

    testProvider: ({ id }) => modelLists.fetch(find(id)),

    async removeProvider({ id }) {
      registry.remove(id)
      return {}
    },
  }
}

const kinds = providerAdapters.map(adapter => adapter.kind).join(', ')

function checkKey(
  key: string | undefined,
  { keyRequired, readKey }: ProviderAdapter,
  baseUrl: string,
): string | undefined {
  if (key === undefined) {
    if (keyRequired) throw invalid('This kind of provider needs a key.')
    return undefined
  }
  // The key becomes the value of a header, which must not hold the line end that is often pasted along.
  const trimmed = key.trim()
  const read = readKey?.(trimmed, baseUrl)
  if (read !== undefined) return read
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw invalid('The key holds characters that no key has.')
  return trimmed
}

async function view(
  provider: Provider,
  { registry, prices, ownPorts }: ProviderMethodsDeps,
): Promise<ProviderView> {
  const { record, adapter, models } = provider
  const key = await registry.keyOf(record.id)
  return {
    id: record.id,
    kind: record.kind,
    name: adapter.name,
    baseUrl: record.baseUrl,
    formats: formatsOf(adapter),
    key: key.state,
    keyReason: key.reason,
    sandbox: false,
    isFound: record.isFound === true,
    models: await Promise.all(models.map(async id => modelView(id, await prices.find(provider, id)))),
    modelsFetchedAtMs: record.modelsFetchedAtMs,
    modelsError: record.modelsError,
    addedAtMs: record.addedAtMs,
    warning: warningFor(provider, ownPorts()),
  }
}

function warningFor({ record, adapter }: Provider, ownPorts: readonly number[]): string | null {
  try {
    return checkBaseUrl(record.baseUrl, ownPorts, adapter.baseUrlQuery).warning
  } catch (error) {
    // Since the provider was added, the gateway's own port was changed to this one.
    return error instanceof GatewayError ? error.message : null
  }
}

function modelView(id: string, price: Price | undefined): ModelView {
  return {
    id,
    inputNanoUsdPerMillion: price ? String(price.input.base) : null,
    outputNanoUsdPerMillion: price ? String(price.output.base) : null,
  }
}

const sandboxView: ProviderView = {
  id: sandboxId,
  kind: sandboxId,
  name: 'Sandbox',
  baseUrl: null,
  formats: formatsOf(sandbox),
  key: 'none',
  keyReason: null,
  sandbox: true,
  isFound: false,
  models: [modelView(sandboxModel, sandboxPrice)],
  modelsFetchedAtMs: null,
  modelsError: null,
  addedAtMs: 0,
  warning: null,
}

function invalid(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}
