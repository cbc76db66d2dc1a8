import { vercelClient, vercelOpenAi } from '../vercel.ts'

export const client = vercelClient({
  name: 'ai with @ai-sdk/openai, responses',
  format: 'openai-responses',
  hasIds: true,
  hasParseHelper: true,
  cannot: { stop: 'The client’s format has no stop sequences.' },
  model: to => vercelOpenAi(to).responses(to.model),
  optionsOf: ({ reasons }) => ({
    openai: {
      store: false,
      ...(reasons && { forceReasoning: true, reasoningEffort: 'medium', reasoningSummary: 'auto' }),
    },
  }),
})
