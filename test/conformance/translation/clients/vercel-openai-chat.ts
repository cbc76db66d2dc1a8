import { vercelClient, vercelOpenAi } from '../vercel.ts'

export const client = vercelClient({
  name: 'ai with @ai-sdk/openai, chat',
  format: 'openai-chat',
  hasIds: true,
  hasParseHelper: true,
  cannot: {
    thinking: 'The client does not read what others than OpenAI call thinking in this format.',
  },
  model: to => vercelOpenAi(to).chat(to.model),
  optionsOf: ({ reasons }) => ({ openai: reasons ? { reasoningEffort: 'medium' } : {} }),
})
