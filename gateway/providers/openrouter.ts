import { asTheCountsSay, type UsageReporting } from '../chat/usage-reporting.ts'
import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://openrouter.ai/docs/quickstart. For each request, OpenRouter decides anew who serves the model and at which
 * price. The cost stated in the answer is what is charged. The table's price only decides how much is held before.
 */
export const openRouter: ProviderAdapter = compatibleProvider({
  kind: 'openrouter',
  name: 'OpenRouter',
  keyPageUrl: 'https://openrouter.ai/settings/keys',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',
  // https://openrouter.ai/docs/cookbook/coding-agents/claude-code-integration
  paths: {
    'openai-chat': '/chat/completions',
    'anthropic-messages': '/messages',
    'openai-embeddings': '/embeddings', // https://openrouter.ai/docs/api/api-reference/embeddings/create-embeddings
  },
  pricedAs: () => ({ id: 'openrouter' }),
  reporting: () => withItsBill,
})

/** https://openrouter.ai/docs/cookbook/administration/usage-accounting */
const withItsBill: UsageReporting = {
  ...asTheCountsSay,
  bill: [{ path: ['cost'], perDollar: 1 }],
}
