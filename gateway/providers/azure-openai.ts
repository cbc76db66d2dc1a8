import { asTheFormatSays } from '../chat/usage-reporting.ts'
import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'
import { openAiModels } from './openai-compatible.ts'

/**
 * What is asked for by name is a deployment, and its owner chose the name. Those who name it as the model find its price:
 * https://learn.microsoft.com/en-us/azure/foundry/openai/api-version-lifecycle
 *
 * A base URL of the older API names one deployment and its version, as the portal shows it:
 * https://RESOURCE.openai.azure.com/openai/deployments/NAME/chat/completions?api-version=2024-10-21
 * (https://learn.microsoft.com/en-us/azure/ai-services/openai/reference). It is asked whatever the model is named, and has
 * no responses.
 */
export const azureOpenAi: ProviderAdapter = compatibleProvider({
  kind: 'azure-openai',
  name: 'Azure OpenAI',
  keyPageUrl: 'https://ai.azure.com',
  defaultBaseUrl: undefined,
  tidyBaseUrl,
  baseUrlQuery: ['api-version'],
  paths: { 'openai-chat': '/chat/completions', 'openai-responses': '/responses' },
  credential: key => ({ 'api-key': key }),
  // It lists what could be deployed and not what is, so it only proves the key:
  // https://learn.microsoft.com/en-us/rest/api/azureopenai/models/list
  models: { ...openAiModels, path: '/openai/v1/models', isAtRoot: true, use: () => 'proof' },
  // Of global deployments. Regional ones may cost more: https://azure.microsoft.com/en-us/pricing/details/azure-openai/
  pricedAs: () => ({ id: 'azure' }),
  reporting: () => asTheFormatSays,
})

/** The resource alone stands for its newer API; what is posted to is left out. */
function tidyBaseUrl(pasted: string): string {
  const url = URL.parse(pasted)
  if (!url) return pasted
  url.pathname = url.pathname.replace(/\/(chat\/completions|responses)\/*$/, '').replace(/\/+$/, '')
  if (/^(\/openai)?\/?$/.test(url.pathname)) url.pathname = '/openai/v1'
  // The newer API has no version to choose.
  if (url.pathname === '/openai/v1') url.searchParams.delete('api-version')
  return url.href
}
