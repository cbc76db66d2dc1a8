import { vercelClient, vercelOpenAi } from '../vercel.ts'

export const client = vercelClient({
  name: 'Vercel in openai chat',
  format: 'openai-chat',
  // It does not read what others than OpenAI call thinking in this format.
  shows: { reasoning: false, ids: true, calls: true },
  model: to => vercelOpenAi(to).chat(to.model),
  optionsOf: ({ reasons }) => ({ openai: reasons ? { reasoningEffort: 'medium' } : {} }),
})
