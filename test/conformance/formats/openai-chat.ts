import OpenAI from 'openai'
import { type FixtureName, readFixture } from '../../support/fake-upstream.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'

const content = 'Wie ist das Wetter in Zürich? 🌦'
const messages = [{ role: 'user' as const, content }]
const withUsage = { stream_options: { include_usage: true } }

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

function brokenBody(): Buffer {
  const error =
    '{"error":{"message":"The server had an error","type":"server_error","param":null,"code":"oops"}}'
  const begin = readFixture('chat-stream').body.toString().split('\n\n').slice(0, 3).join('\n\n')
  return Buffer.from(`${begin}\n\ndata: ${error}\n\n`)
}

export const conforming: ConformingFormat = {
  provider: { kind: 'openai', basePath: '/v1' },
  model: 'gpt-4o-mini',

  connect(baseURL, apiKey, model) {
    const { chat, models } = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
    const { completions } = chat
    return {
      whole: extra => completions.create({ model, messages, ...extra }),
      stream: extra => completions.create({ model, messages, ...withUsage, ...extra, stream: true }),
      assembled: () => completions.stream({ model, messages, ...withUsage }).finalChatCompletion(),
      models: async () => (await Array.fromAsync(models.list())).map(({ id }) => id),
    }
  },
  request: (stream, model) => ({
    path: '/v1/chat/completions',
    body: { model, messages, ...(stream ? { ...withUsage, stream } : {}) },
  }),

  whole: [
    recorded(
      'chat-completion',
      { inputTokens: 19, outputTokens: 10, cacheReadTokens: 0 },
      19 * 150 + 10 * 600,
    ),
    recorded('chat-completion-tools', { inputTokens: 82, outputTokens: 17 }, 82 * 150 + 17 * 600),
    recorded(
      'chat-completion-cached',
      {
        inputTokens: 2006,
        outputTokens: 300,
        cacheReadTokens: 1920,
        cacheWriteTokens: 64,
        reasoningTokens: 256,
      },
      (2006 - 1920) * 150 + 1920 * 75 + 300 * 600,
    ),
  ],
  streams: [
    recorded('chat-stream-usage', { inputTokens: 19, outputTokens: 10 }, 19 * 150 + 10 * 600),
    recorded('chat-stream-tools', { inputTokens: 82, outputTokens: 17 }, 82 * 150 + 17 * 600),
  ],

  refusals: [
    refusal('openai-error-401', OpenAI.AuthenticationError),
    refusal('openai-error-404', OpenAI.NotFoundError),
    refusal('openai-error-429', OpenAI.RateLimitError, { retryAfter: '20' }),
    refusal('openai-error-500', OpenAI.InternalServerError),
    refusal('openai-error-503', OpenAI.InternalServerError),
  ],
  brokenStream: {
    answer: { status: 200, headers: { 'content-type': 'text/event-stream' }, body: brokenBody() },
    says: { before: { length: 3 }, error: { class: 'APIError', code: 'oops' } },
  },
  ownErrors: {
    token: {
      raised: OpenAI.AuthenticationError,
      says: { status: 401, code: 'token_unknown', type: 'authentication_error' },
    },
    model: { raised: OpenAI.NotFoundError, says: { code: 'model_unknown' } },
    body: { raised: OpenAI.BadRequestError, says: { code: 'request_invalid' } },
    limit: { raised: OpenAI.RateLimitError, says: { code: 'budget_exceeded' } },
    budget: { raised: OpenAI.APIError, says: { status: 402, code: 'insufficient_quota' } },
    broken: { raised: OpenAI.APIError, says: { code: 'upstream_truncated' } },
  },
  limitHeaders: {
    limit: 'x-ratelimit-limit-requests',
    left: 'x-ratelimit-remaining-requests',
    reset: ['x-ratelimit-reset-requests', /^\d+s$/],
  },
  invalid: { messages: 'Hi' },
}
