import Anthropic from '@anthropic-ai/sdk'
import { type FixtureName, readFixture } from '../../support/fake-upstream.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'

const content = 'Wie ist das Wetter in Zürich? 🌦'
const usual = { max_tokens: 100, messages: [{ role: 'user' as const, content }] }

// claude-haiku-4-5: 1,000 for a token of input, 100 read from the cache, 1,250 written to it, 5,000 of output
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

const ofType = (type: string) => ({ error: { type: 'error', error: { type } } })

export const conforming: ConformingFormat = {
  provider: { kind: 'anthropic', basePath: '' },
  model: 'claude-haiku-4-5-20251001',

  connect(baseURL, apiKey, model) {
    const { messages, models } = new Anthropic({ baseURL, apiKey, maxRetries: 0 })
    const asked = { ...usual, model }
    return {
      whole: extra => messages.create({ ...asked, ...extra }),
      stream: extra => messages.create({ ...asked, ...extra, stream: true }),
      assembled: () => messages.stream(asked).finalMessage(),
      models: async () => (await Array.fromAsync(models.list())).map(({ id }) => id),
    }
  },
  request: (stream, model) => ({ path: '/v1/messages', body: { ...usual, model, stream } }),

  whole: [
    recorded('message', { inputTokens: 12, outputTokens: 15 }, 12 * 1000 + 15 * 5000),
    recorded(
      'message-cached',
      { inputTokens: 4 + 1890 + 210, outputTokens: 11, cacheReadTokens: 1890, cacheWriteTokens: 210 },
      4 * 1000 + 1890 * 100 + 210 * 1250 + 11 * 5000,
    ),
  ],
  streams: [
    recorded('message-stream', { inputTokens: 25, outputTokens: 15 }, 25 * 1000 + 15 * 5000),
    recorded(
      'message-stream-thinking-tools',
      {
        inputTokens: 472 + 1024 + 256,
        outputTokens: 89,
        cacheReadTokens: 1024,
        cacheWriteTokens: 256,
        reasoningTokens: 31,
      },
      472 * 1000 + 1024 * 100 + 256 * 1250 + 89 * 5000,
    ),
  ],

  refusals: [
    refusal('anthropic-error-401', Anthropic.AuthenticationError),
    refusal('anthropic-error-404', Anthropic.NotFoundError),
    refusal('anthropic-error-429', Anthropic.RateLimitError, { retryAfter: '17' }),
    refusal('anthropic-error-500', Anthropic.InternalServerError),
    refusal('anthropic-error-529', Anthropic.InternalServerError, { status: 529, shouldRetry: 'true' }),
  ],
  brokenStream: {
    answer: readFixture('message-stream-overloaded'),
    says: { before: { length: 3 }, error: { body: ofType('overloaded_error').error } },
  },
  ownErrors: {
    token: { raised: Anthropic.AuthenticationError, says: ofType('authentication_error') },
    model: { raised: Anthropic.NotFoundError, says: ofType('not_found_error') },
    body: { raised: Anthropic.BadRequestError, says: ofType('invalid_request_error') },
    limit: { raised: Anthropic.RateLimitError, says: ofType('rate_limit_error') },
    budget: { raised: Anthropic.APIError, says: { status: 402, ...ofType('billing_error') } },
    broken: { raised: Anthropic.APIError, says: ofType('api_error') },
  },
  limitHeaders: {
    limit: 'anthropic-ratelimit-requests-limit',
    left: 'anthropic-ratelimit-requests-remaining',
    reset: ['anthropic-ratelimit-requests-reset', /^\d{4}-\d\d-\d\dT/],
  },
  invalid: { messages: 'Hi' },
}
