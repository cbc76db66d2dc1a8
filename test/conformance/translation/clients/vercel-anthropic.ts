import { vercelAnthropic, vercelClient } from '../vercel.ts'

export const client = vercelClient({
  name: 'Vercel in anthropic messages',
  format: 'anthropic-messages',
  shows: { reasoning: true, ids: true, calls: true },
  model: to => vercelAnthropic(to)(to.model),
  optionsOf: ({ reasons }) => ({
    anthropic: {
      structuredOutputMode: 'outputFormat',
      ...(reasons && { thinking: { type: 'enabled', budgetTokens: 1024 } }),
    },
  }),
})
