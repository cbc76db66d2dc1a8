import { Ollama } from 'ollama'
import { jsonAnswer, leaving, lineAnswer } from '../../support/line-answers.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'

const content = 'Wie ist das Wetter in Zürich? 🌦'
const messages = [{ role: 'user', content }]
const model = 'llama3.2:latest'

// As documented at https://docs.ollama.com/api/chat; times in nanoseconds.
const head = (nanoseconds: number) => ({ model, created_at: `2026-11-27T17:00:00.${nanoseconds}Z` })
const end = (promptTokens: number, outputTokens: number) => ({
  done: true,
  done_reason: 'stop',
  total_duration: 4_883_583_458,
  load_duration: 1_334_875,
  prompt_eval_count: promptTokens,
  prompt_eval_duration: 342_546_000,
  eval_count: outputTokens,
  eval_duration: 4_535_599_000,
})
const says = (message: object, at = 123_456_789) => ({
  ...head(at),
  message: { role: 'assistant', content: '', ...message },
  done: false,
})
const ends = (promptTokens: number, outputTokens: number) => ({
  ...says({}, 987_654_321),
  ...end(promptTokens, outputTokens),
})
const calls = [
  { id: 'call_1', function: { index: 0, name: 'weather', arguments: { city: 'Zürich', days: 2 } } },
  { id: 'call_2', function: { index: 1, name: 'weather', arguments: { city: 'Bern', days: 2 } } },
]

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
const whole = (message: object, promptTokens: number, outputTokens: number) =>
  jsonAnswer(200, { ...says(message), ...end(promptTokens, outputTokens) })

const raisedAs = (status: number) => ({ name: 'ResponseError', status_code: status })
const refusal = (status: number, words: string): RecordedRefusal => ({
  name: String(status),
  answer: jsonAnswer(status, { error: words }),
  raised: Error,
  words,
  says: { class: 'ResponseError', body: words },
})

export const conforming: ConformingFormat = {
  provider: { kind: 'ollama', basePath: '' },
  model,
  ownPrice: { inputUsdPerMillion: '0.15', outputUsdPerMillion: '0.6' },

  connect(host, key, asked) {
    const client = new Ollama({ host, headers: { authorization: `Bearer ${key}` } })
    const stream = async (extra?: object) =>
      leaving(await client.chat({ model: asked, messages, ...extra, stream: true }))
    return {
      whole: extra => client.chat({ model: asked, messages, ...extra, stream: false }),
      stream,
      assembled: async () =>
        (await Array.fromAsync(await stream())).map(each => each.message.content).join(''),
      models: async () => (await client.list()).models.map(({ name }) => name),
    }
  },
  // Where nothing is said of a stream, it is one.
  request: (stream, asked) => ({
    path: '/api/chat',
    body: { model: asked, messages, ...(stream ? {} : { stream }) },
  }),

  whole: [
    recorded('chat', whole({ content: 'It is warm, and 世界 is dry.' }, 26, 12), [26, 12]),
    recorded('chat-tools', whole({ tool_calls: calls }, 169, 31), [169, 31]),
    recorded('chat-thinking', whole({ thinking: 'Which month is it?', content: 'Warm.' }, 31, 44), [31, 44]),
  ],
  streams: [
    recorded(
      'chat-lines',
      lineAnswer(
        ...['It', ' is', ' warm', ',', ' and', ' 世界', ' is', ' dry', '.'].map((word, place) =>
          says({ content: word }, 100_000_000 + place),
        ),
        ends(26, 9),
      ),
      [26, 9],
    ),
    recorded(
      'chat-lines-thinking-tools',
      lineAnswer(
        ...['Which', ' month', '?'].map((thinking, place) => says({ thinking }, 200_000_000 + place)),
        ...calls.map((call, place) => says({ tool_calls: [call] }, 300_000_000 + place)),
        ends(169, 40),
      ),
      [169, 40],
    ),
  ],

  refusals: [
    refusal(400, 'registry.ollama.ai/library/gemma:2b does not support tools'),
    refusal(404, "model 'llama9' not found"),
    refusal(500, 'llama runner process has terminated: exit status 2'),
    refusal(503, 'server busy, please try again.  maximum pending requests exceeded'),
  ],
  brokenStream: {
    answer: lineAnswer(says({ content: 'It' }), says({ content: ' is' }), {
      error: 'an error was encountered while running the model: unexpected EOF',
    }),
    says: {
      before: { length: 2 },
      error: { message: 'an error was encountered while running the model: unexpected EOF' },
    },
  },

  ownErrors: {
    token: { raised: Error, says: raisedAs(401) },
    model: { raised: Error, says: raisedAs(404) },
    body: { raised: Error, says: raisedAs(400) },
    limit: { raised: Error, says: raisedAs(429) },
    budget: { raised: Error, says: raisedAs(402) },
    // Within a stream its client raises the text alone.
    broken: { raised: Error, says: { name: 'Error' } },
  },
  limitHeaders: {
    limit: 'ratelimit-limit',
    left: 'ratelimit-remaining',
    reset: ['ratelimit-reset', /^\d+$/],
  },
  invalid: { messages: 'Hi' },
}
