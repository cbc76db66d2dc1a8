import { vercelClient, vercelOpenAi } from '../vercel.ts'

export const client = vercelClient({
  name: 'Vercel in openai responses',
  format: 'openai-responses',
  shows: { reasoning: true, ids: true, calls: true },
  model: to => vercelOpenAi(to).responses(to.model),
  optionsOf: ({ reasons }) => ({
    openai: {
      store: false,
      ...(reasons && { forceReasoning: true, reasoningEffort: 'medium', reasoningSummary: 'auto' }),
    },
  }),
})
