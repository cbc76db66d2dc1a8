import { isRecord } from '../bytes/json-value.ts'
import { asTheCountsSay } from '../chat/usage-reporting.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'
import { isOnOwnNetwork } from './base-url.ts'
import { openAiCompatible, openAiModels } from './openai-compatible.ts'

/** What is special about a compatible provider. All the rest is the same for all of them. */
export type CompatibleProvider = Pick<ProviderAdapter, 'kind' | 'name' | 'keyPageUrl' | 'defaultBaseUrl'> &
  Partial<ProviderAdapter>

/**
 * A provider that speaks chat completions at `/chat/completions` below its base URL and lists its models at `/models`.
 * In every format that it speaks, the key is sent as a bearer token. Prices are unknown unless `pricedAs` names the
 * provider.
 */
export function compatibleProvider(own: CompatibleProvider): ProviderAdapter {
  return {
    ...openAiCompatible,
    paths: { 'openai-chat': '/chat/completions' },
    keyLabel: `${own.name} API key`,
    keyRequired: true,
    reporting: () => asTheCountsSay,
    ...own,
  }
}

/**
 * A server that people run themselves. It usually needs no key, and tokens cost nothing. If its address is on the
 * internet, it may belong to anybody, so its prices are unknown.
 */
export function localServer(own: CompatibleProvider): ProviderAdapter {
  return compatibleProvider({
    keyLabel: 'API key',
    keyRequired: false,
    isFree: (_, baseUrl) => isOnOwnNetwork(baseUrl),
    ...own,
  })
}

/** Reads models from a plain array like `[{"id":...}]`, or from an object around it as other providers send it. */
export const plainModels: ModelListing = {
  ...openAiModels,
  parse: page => openAiModels.parse(Array.isArray(page) && page.every(isRecord) ? { data: page } : page),
}
