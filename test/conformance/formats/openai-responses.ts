import OpenAI from 'openai'
import { type FixtureName, readFixture } from '../../support/fake-upstream.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'
import { conforming as chat } from './openai-chat.ts'

const content = 'Wie ist das Wetter in Zürich? 🌦'
const input = [{ role: 'user' as const, content }]

// gpt-4o-mini: 150 nano-dollars for a token of input, written to the cache or not, 75 read from it, 600 of output
const recorded = (
  name: FixtureName,
  tokens: RecordedAnswer['tokens'],
  costNanoUsd: number,
): RecordedAnswer => ({ name, answer: readFixture(name), tokens, costNanoUsd })

const refusal = (
  name: FixtureName,
  raised: RecordedRefusal['raised'],
  says: object = {},
): RecordedRefusal => {
  const answer = readFixture(name)
  return { name, answer, raised, words: JSON.parse(answer.body.toString()).error.message, says }
}

export const conforming: ConformingFormat = {
  provider: { kind: 'openai', basePath: '/v1' },
  model: 'gpt-4o-mini',

  connect(baseURL, apiKey, model) {
    const { responses, models } = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
    return {
      // Without what the client itself puts in, so that it can be compared with what was sent.
      whole: async extra => {
        const { output_text: _, ...response } = await responses.create({ model, input, ...extra })
        return response
      },
      stream: extra => responses.create({ model, input, ...extra, stream: true }),
      assembled: () => responses.stream({ model, input }).finalResponse(),
      models: async () => (await Array.fromAsync(models.list())).map(({ id }) => id),
    }
  },
  request: (stream, model) => ({
    path: '/v1/responses',
    body: { model, input, ...(stream ? { stream } : {}) },
  }),

  whole: [
    recorded('response', { inputTokens: 19, outputTokens: 10, cacheReadTokens: 0 }, 19 * 150 + 10 * 600),
    recorded('response-tools', { inputTokens: 82, outputTokens: 17 }, 82 * 150 + 17 * 600),
    recorded(
      'response-cached',
      {
        inputTokens: 2006,
        outputTokens: 300,
        cacheReadTokens: 1920,
        cacheWriteTokens: 64,
        reasoningTokens: 256,
      },
      (2006 - 1920) * 150 + 1920 * 75 + 300 * 600,
    ),
    recorded('response-incomplete', { inputTokens: 31, outputTokens: 16 }, 31 * 150 + 16 * 600),
  ],
  streams: [
    recorded('response-stream', { inputTokens: 19, outputTokens: 10 }, 19 * 150 + 10 * 600),
    recorded(
      'response-stream-tools',
      { inputTokens: 1082, outputTokens: 49, cacheReadTokens: 1024, reasoningTokens: 32 },
      58 * 150 + 1024 * 75 + 49 * 600,
    ),
  ],

  refusals: [
    refusal('openai-error-401', OpenAI.AuthenticationError),
    refusal('openai-error-404', OpenAI.NotFoundError),
    refusal('openai-error-429', OpenAI.RateLimitError, { retryAfter: '20' }),
    refusal('openai-error-500', OpenAI.InternalServerError),
    refusal('openai-error-503', OpenAI.InternalServerError),
  ],
  brokenStream: {
    answer: readFixture('response-stream-failed'),
    says: { before: { length: 7 }, error: { class: 'APIError', code: 'server_error' } },
  },
  ownErrors: chat.ownErrors,
  limitHeaders: chat.limitHeaders,
  invalid: { input: 5 },
}
