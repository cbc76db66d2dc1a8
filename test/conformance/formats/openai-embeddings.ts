import OpenAI from 'openai'
import { jsonAnswer } from '../../support/line-answers.ts'
import { type ConformingFormat, neverStreamed, type RecordedAnswer } from '../conforming-format.ts'
import { conforming as chat } from './openai-chat.ts'

const input = 'Wie ist das Wetter in Zürich? 🌦'
const encoding_format = 'float'

// As at https://platform.openai.com/docs/api-reference/embeddings/create; text-embedding-3-small costs 20 nano-dollars a token.
const recorded = (name: string, vectors: readonly unknown[], prompt_tokens: number): RecordedAnswer => ({
  name,
  answer: jsonAnswer(200, {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: 'text-embedding-3-small',
    usage: { prompt_tokens, total_tokens: prompt_tokens },
  }),
  tokens: { inputTokens: prompt_tokens, outputTokens: 0 },
  costNanoUsd: prompt_tokens * 20,
})

export const conforming: ConformingFormat = {
  ...chat,
  model: 'text-embedding-3-small',

  connect(baseURL, apiKey, model) {
    const { embeddings, models } = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
    return {
      ...neverStreamed,
      whole: extra => embeddings.create({ model, input, encoding_format, ...extra }),
      models: async () => (await Array.fromAsync(models.list())).map(({ id }) => id),
    }
  },
  request: (_, model) => ({ path: '/v1/embeddings', body: { model, input, encoding_format } }),

  whole: [
    recorded('one', [[0.0023064255, -0.009327292, 1e-7]], 11),
    recorded(
      'several',
      [
        [0.5, -0.5],
        [0.25, 0.75],
        [-1, 0],
      ],
      24,
    ),
  ],
  streams: [],
  invalid: { input: { text: 'Hi' } },
}
