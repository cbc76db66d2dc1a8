import { Ollama } from 'ollama'
import { jsonAnswer, leaving, lineAnswer } from '../../support/line-answers.ts'
import type { ConformingFormat, RecordedAnswer } from '../conforming-format.ts'
import { conforming as chat } from './ollama-chat.ts'

const prompt = 'Wie ist das Wetter in Zürich? 🌦'
const { model } = chat

// As documented at https://docs.ollama.com/api/generate; times in nanoseconds.
const says = (response: string, more: object = {}) => ({
  model,
  created_at: '2026-11-27T17:00:00.123456789Z',
  response,
  ...more,
  done: false,
})
const ended = (promptTokens: number, outputTokens: number) => ({
  done: true,
  done_reason: 'stop',
  context: [128_006, 882, 128_007, 271],
  total_duration: 4_883_583_458,
  load_duration: 1_334_875,
  prompt_eval_count: promptTokens,
  prompt_eval_duration: 342_546_000,
  eval_count: outputTokens,
  eval_duration: 4_535_599_000,
})

/** At 150 nano-dollars for a token of input and 600 of output. */
const recorded = (
  name: string,
  answer: RecordedAnswer['answer'],
  [inputTokens, outputTokens]: readonly [number, number],
): RecordedAnswer => ({
  name,
  answer,
  tokens: { inputTokens, outputTokens },
  costNanoUsd: inputTokens * 150 + outputTokens * 600,
})

export const conforming: ConformingFormat = {
  ...chat,

  connect(host, key, asked) {
    const client = new Ollama({ host, headers: { authorization: `Bearer ${key}` } })
    const stream = async (extra?: object) =>
      leaving(await client.generate({ model: asked, prompt, ...extra, stream: true }))
    return {
      whole: extra => client.generate({ model: asked, prompt, ...extra, stream: false }),
      stream,
      assembled: async () => (await Array.fromAsync(await stream())).map(each => each.response).join(''),
      models: async () => (await client.list()).models.map(({ name }) => name),
    }
  },
  // Where nothing is said of a stream, it is one.
  request: (stream, asked) => ({
    path: '/api/generate',
    body: { model: asked, prompt, ...(stream ? {} : { stream }) },
  }),

  whole: [
    recorded(
      'generate',
      jsonAnswer(200, { ...says('It is warm, and 世界 is dry.'), ...ended(26, 12) }),
      [26, 12],
    ),
    recorded(
      'generate-thinking',
      jsonAnswer(200, { ...says('Warm.', { thinking: 'Which month is it?' }), ...ended(31, 44) }),
      [31, 44],
    ),
  ],
  streams: [
    recorded(
      'generate-lines',
      lineAnswer(
        ...['It', ' is', ' warm', ',', ' and', ' 世界', ' is', ' dry', '.'].map(word => says(word)),
        { ...says(''), ...ended(26, 9) },
      ),
      [26, 9],
    ),
    recorded(
      'generate-lines-thinking',
      lineAnswer(...['Which', ' month', '?'].map(thinking => says('', { thinking })), says('Warm.'), {
        ...says(''),
        ...ended(31, 8),
      }),
      [31, 8],
    ),
  ],
  brokenStream: {
    ...chat.brokenStream,
    answer: lineAnswer(says('It'), says(' is'), {
      error: 'an error was encountered while running the model: unexpected EOF',
    }),
  },
  invalid: { prompt: ['Hi'] },
}
