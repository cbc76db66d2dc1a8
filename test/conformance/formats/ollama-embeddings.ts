import { Ollama } from 'ollama'
import { jsonAnswer } from '../../support/line-answers.ts'
import { type ConformingFormat, neverStreamed } from '../conforming-format.ts'
import { conforming as embed } from './ollama-embed.ts'

const prompt = 'It is warm.'
/** What the gateway counts of the prompt, in the ratio of a tokenizer that it does not know. */
const countedTokens = 7

export const conforming: ConformingFormat = {
  ...embed,

  connect(host, key, asked) {
    const client = new Ollama({ host, headers: { authorization: `Bearer ${key}` } })
    return {
      ...neverStreamed,
      whole: extra => client.embeddings({ model: asked, prompt, ...extra }),
      models: async () => (await client.list()).models.map(({ name }) => name),
    }
  },
  request: (_, asked) => ({ path: '/api/embeddings', body: { model: asked, prompt } }),

  // As documented at https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embedding
  whole: [
    {
      name: 'a vector',
      answer: jsonAnswer(200, { embedding: [0.5670403838157654, 0.009260174818336964, -1e-7] }),
      tokens: { inputTokens: countedTokens },
      costNanoUsd: countedTokens * 150,
      certainty: 'estimated',
    },
  ],
  invalid: { prompt: ['Hi'] },
}
