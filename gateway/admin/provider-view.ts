// Providers and their keys as a person sees them. A key itself is never part of a view.
import type { ProviderKey } from '../catalog/provider-keys.ts'
import type { Provider, ProviderRegistry } from '../catalog/provider-registry.ts'
import type { ModelView, ProviderKeyView, ProviderView } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { Price } from '../pricing/price.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { formatsOf } from '../providers/adapter.ts'
import { checkBaseUrl } from '../providers/base-url.ts'
import { sandbox, sandboxId, sandboxModel, sandboxPrice } from '../providers/sandbox.ts'

export interface ProviderViewDeps {
  readonly registry: ProviderRegistry
  readonly prices: PriceBook
  /** The gateway's own ports: a provider's base URL must not lead back to the gateway itself. */
  readonly ownPorts: () => readonly number[]
}

export async function providerView(
  provider: Provider,
  { registry, prices, ownPorts }: ProviderViewDeps,
): Promise<ProviderView> {
  const { record, adapter, models } = provider
  const keys = await Promise.all(provider.keys.map(key => keyView(provider, key, registry)))
  const locked = keys.find(({ state }) => state === 'locked')
  return {
    id: record.id,
    kind: record.kind,
    name: adapter.name,
    baseUrl: record.baseUrl,
    formats: formatsOf(adapter),
    key: keys.some(({ state }) => state === 'stored') ? 'stored' : (locked?.state ?? 'none'),
    keyReason: locked ? lockedReason(locked, keys) : null,
    keys,
    sandbox: false,
    isFound: record.isFound === true,
    models: await Promise.all(models.map(async id => modelView(id, await prices.find(provider, id)))),
    modelsFetchedAtMs: record.modelsFetchedAtMs,
    modelsError: record.modelsError,
    addedAtMs: record.addedAtMs,
    warning: warningFor(provider, ownPorts()),
  }
}

function lockedReason({ name, reason }: ProviderKeyView, keys: readonly ProviderKeyView[]): string | null {
  return keys.length > 1 ? `The key "${name}" is locked: ${reason}` : reason
}

async function keyView(
  provider: Provider,
  key: ProviderKey,
  registry: ProviderRegistry,
): Promise<ProviderKeyView> {
  const { name, quotaGroup, addedAtMs } = key
  const { state, reason } = await registry.openedKey(provider, key)
  return { name, quotaGroup, state, reason, addedAtMs }
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

export const sandboxView: ProviderView = {
  id: sandboxId,
  kind: sandboxId,
  name: 'Sandbox',
  baseUrl: null,
  formats: formatsOf(sandbox),
  key: 'none',
  keyReason: null,
  keys: [],
  sandbox: true,
  isFound: false,
  models: [modelView(sandboxModel, sandboxPrice)],
  modelsFetchedAtMs: null,
  modelsError: null,
  addedAtMs: 0,
  warning: null,
}
