import { vercelAnthropic, vercelClient } from '../vercel.ts'

export const client = vercelClient({
  name: 'ai with @ai-sdk/anthropic',
  format: 'anthropic-messages',
  hasIds: true,
  hasParseHelper: true,
  cannot: {},
  model: to => vercelAnthropic(to)(to.model),
  optionsOf: ({ reasons }) => ({
    anthropic: {
      structuredOutputMode: 'outputFormat',
      ...(reasons && { thinking: { type: 'enabled', budgetTokens: 1024 } }),
    },
  }),
})
