import { isRecord } from '../bytes/json-value.ts'
import { asTheCountsSay } from '../chat/usage-reporting.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'
import { isOnOwnNetwork } from './base-url.ts'
import { openAiCompatible, openAiModels } from './openai-compatible.ts'

/** What a provider of the compatible kind has of its own; the rest is as with all of them. */
export type CompatibleProvider = Pick<ProviderAdapter, 'kind' | 'name' | 'keyPageUrl' | 'defaultBaseUrl'> &
  Partial<ProviderAdapter>

/**
 * A provider that speaks chat completions at `/chat/completions` below its base URL, takes its key as a bearer token, in
 * every format that it speaks, and lists its models at `/models`. Its prices are unknown unless `pricedAs` names it.
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
 * A server that people run themselves: it asks for no key unless it was told to, and costs nothing by the token. At an
 * address on the internet it may be anybody's, and its prices are unknown.
 */
export function localServer(own: CompatibleProvider): ProviderAdapter {
  return compatibleProvider({
    keyLabel: 'API key',
    keyRequired: false,
    isFree: (_, baseUrl) => isOnOwnNetwork(baseUrl),
    ...own,
  })
}

/** The models as a plain array: `[{"id":...}]`; one that is wrapped, as with all others, is read too. */
export const plainModels: ModelListing = {
  ...openAiModels,
  parse: page => openAiModels.parse(Array.isArray(page) && page.every(isRecord) ? { data: page } : page),
}
