import { asTheCountsSay, type UsageReporting } from '../chat/usage-reporting.ts'
import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://openrouter.ai/docs/quickstart. Who serves a model, and at which price, is decided anew for each request: what an
 * answer says that it cost is its bill, and the table's price is for what is held before.
 */
export const openRouter: ProviderAdapter = compatibleProvider({
  kind: 'openrouter',
  name: 'OpenRouter',
  keyPageUrl: 'https://openrouter.ai/settings/keys',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',
  // https://openrouter.ai/docs/cookbook/coding-agents/claude-code-integration
  paths: { 'openai-chat': '/chat/completions', 'anthropic-messages': '/messages' },
  pricedAs: () => ({ id: 'openrouter' }),
  reporting: () => withItsBill,
})

/** https://openrouter.ai/docs/cookbook/administration/usage-accounting */
const withItsBill: UsageReporting = {
  ...asTheCountsSay,
  bill: [{ path: ['cost'], perDollar: 1 }],
}
