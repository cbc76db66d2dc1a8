import { Ollama } from 'ollama'
import { jsonAnswer } from '../../support/line-answers.ts'
import { type ConformingFormat, neverStreamed, type RecordedAnswer } from '../conforming-format.ts'
import { conforming as chat } from './ollama-chat.ts'

const input = ['Wie ist das Wetter in Zürich? 🌦', 'It is warm.']
const { model } = chat

/** As documented at https://docs.ollama.com/api/embed, at 150 nano-dollars for a token. */
const recorded = (
  name: string,
  embeddings: readonly (readonly number[])[],
  prompt_eval_count: number,
): RecordedAnswer => ({
  name,
  answer: jsonAnswer(200, {
    model,
    embeddings,
    total_duration: 14_143_917,
    load_duration: 1_019_500,
    prompt_eval_count,
  }),
  tokens: { inputTokens: prompt_eval_count, outputTokens: 0 },
  costNanoUsd: prompt_eval_count * 150,
})

export const conforming: ConformingFormat = {
  ...chat,

  connect(host, key, asked) {
    const client = new Ollama({ host, headers: { authorization: `Bearer ${key}` } })
    return {
      ...neverStreamed,
      whole: extra => client.embed({ model: asked, input, ...extra }),
      models: async () => (await client.list()).models.map(({ name }) => name),
    }
  },
  request: (_, asked) => ({ path: '/api/embed', body: { model: asked, input } }),

  whole: [
    recorded('one', [[0.010071029, -0.0017594862, 0.05007221]], 8),
    recorded(
      'several',
      [
        [0.5, -0.5],
        [-0.0098, 0.06],
      ],
      16,
    ),
  ],
  streams: [],
  invalid: { input: 5 },
}
