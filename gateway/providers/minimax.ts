import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://platform.minimax.io/docs/api-reference/text-openai-api */
export const miniMax: ProviderAdapter = compatibleProvider({
  kind: 'minimax',
  name: 'MiniMax',
  keyPageUrl: 'https://platform.minimax.io/user-center/basic-information/interface-key',
  defaultBaseUrl: 'https://api.minimax.io/v1',
  // https://platform.minimax.io/docs/api-reference/text-anthropic-api
  rootPaths: { 'anthropic-messages': '/anthropic/v1/messages' },
  pricedAs: () => ({ id: 'minimax' }),
})
