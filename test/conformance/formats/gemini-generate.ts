import { ApiError, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { expect } from 'vitest'
import { type FixtureName, readFixture } from '../../support/fake-upstream.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'

export const contents = 'Wie ist das Wetter in Zürich? 🌦'
export const body = {
  contents: [{ role: 'user', parts: [{ text: contents }] }],
  generationConfig: { maxOutputTokens: 100 },
}

// gemini-2.5-flash: 300 for a token of input, 30 read from the cache, 1,000 of sound, 2,500 of output
const recorded = (
  name: FixtureName,
  tokens: RecordedAnswer['tokens'],
  costNanoUsd: number,
): RecordedAnswer => ({ name, answer: readFixture(name), tokens, costNanoUsd })

const refusal = (name: FixtureName, status: number): RecordedRefusal => {
  const answer = readFixture(name)
  const words = JSON.parse(answer.body.toString()).error.message
  return { name, answer, raised: ApiError, words, says: { status } }
}

/** Headers are the connection's own. */
function plain({ sdkHttpResponse: _, ...answer }: GenerateContentResponse): object {
  return answer
}

export const streamTokens = { inputTokens: 12, outputTokens: 46, reasoningTokens: 31 }
export const streamCost = 12 * 300 + 46 * 2500
export const toolTokens = { inputTokens: 90, outputTokens: 44, reasoningTokens: 20 }
export const toolCost = 90 * 300 + 44 * 2500

export const conforming: ConformingFormat = {
  provider: { kind: 'gemini', basePath: '/v1beta' },
  model: 'gemini-2.5-flash',

  connect(baseUrl, apiKey, model) {
    const { models, chats } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } })
    const asked = (extra: object = {}, abortSignal?: AbortSignal) => ({
      model,
      contents,
      config: {
        maxOutputTokens: 100,
        httpOptions: { extraBody: { ...extra } },
        ...(abortSignal ? { abortSignal } : {}),
      },
    })
    return {
      whole: async extra => plain(await models.generateContent(asked(extra))),
      async stream(extra) {
        const leaving = new AbortController()
        const chunks = await models.generateContentStream(asked(extra, leaving.signal))
        return (async function* () {
          try {
            for await (const chunk of chunks) yield plain(chunk)
          } finally {
            leaving.abort()
          }
        })()
      },
      async assembled() {
        const chat = chats.create({ model })
        for await (const _ of await chat.sendMessageStream({ message: contents }));
        return chat.getHistory()
      },
      models: async () =>
        (await Array.fromAsync(await models.list())).map(({ name }) => String(name).replace('models/', '')),
    }
  },
  request: (stream, model) => ({
    path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body,
  }),

  whole: [
    recorded('gemini-content', { inputTokens: 12, outputTokens: 15 }, 12 * 300 + 15 * 2500),
    recorded(
      'gemini-content-cached',
      { inputTokens: 2100, outputTokens: 60, cacheReadTokens: 1800, reasoningTokens: 42 },
      300 * 300 + 1800 * 30 + 60 * 2500,
    ),
    recorded('gemini-content-audio', { inputTokens: 170, outputTokens: 5 }, 10 * 300 + 160 * 1000 + 5 * 2500),
    // One prompt was grounded, by whatever queries.
    recorded('gemini-content-grounded', { inputTokens: 9, outputTokens: 4 }, 9 * 300 + 4 * 2500 + 35_000_000),
  ],
  streams: [
    recorded('gemini-stream', streamTokens, streamCost),
    recorded('gemini-stream-tools', toolTokens, toolCost),
  ],

  refusals: [
    refusal('gemini-error-400', 400),
    refusal('gemini-error-404', 404),
    refusal('gemini-error-429', 429),
    refusal('gemini-error-500', 500),
    refusal('gemini-error-503', 503),
  ],
  brokenStream: {
    answer: readFixture('gemini-stream-overloaded'),
    says: { before: { length: 2 }, error: { class: 'ApiError', status: 503 } },
  },
  ownErrors: {
    token: { raised: ApiError, says: { status: 401, message: expectStatus('UNAUTHENTICATED') } },
    model: { raised: ApiError, says: { status: 404, message: expectStatus('NOT_FOUND') } },
    body: { raised: ApiError, says: { status: 400, message: expectStatus('INVALID_ARGUMENT') } },
    limit: { raised: ApiError, says: { status: 429, message: expectStatus('RESOURCE_EXHAUSTED') } },
    budget: { raised: ApiError, says: { status: 402, message: expectStatus('FAILED_PRECONDITION') } },
    broken: { raised: ApiError, says: { status: 502, message: expectStatus('UNAVAILABLE') } },
  },
  limitHeaders: {
    limit: 'ratelimit-limit',
    left: 'ratelimit-remaining',
    reset: ['ratelimit-reset', /^\d+$/],
  },
  invalid: { contents: 'Hi' },
}

function expectStatus(name: string): unknown {
  return expect.stringContaining(`"status":"${name}"`)
}
