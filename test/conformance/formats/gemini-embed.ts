import { type EmbedContentResponse, GoogleGenAI } from '@google/genai'
import { jsonAnswer } from '../../support/line-answers.ts'
import { type ConformingFormat, neverStreamed } from '../conforming-format.ts'
import { contents, conforming as generate } from './gemini-generate.ts'

/** Headers are the connection's own. */
function plain({ sdkHttpResponse: _, ...answer }: EmbedContentResponse): object {
  return answer
}

const embeddings = [{ values: [-0.022374554, -0.004560777, 1e-7] }]
/** What the gateway counts of the text. */
const countedTokens = 10

export const conforming: ConformingFormat = {
  ...generate,
  model: 'gemini-embedding-001',

  connect(baseUrl, apiKey, model) {
    const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } })
    return {
      ...neverStreamed,
      whole: async (extra = {}) =>
        plain(
          await models.embedContent({
            model,
            contents,
            config: { httpOptions: { extraBody: { ...extra } } },
          }),
        ),
      models: async () =>
        (await Array.fromAsync(await models.list())).map(({ name }) => String(name).replace('models/', '')),
    }
  },
  request: (_, model) => ({
    path: `/v1beta/models/${model}:batchEmbedContents`,
    body: { requests: [{ model: `models/${model}`, content: { parts: [{ text: contents }] } }] },
  }),

  // As at https://ai.google.dev/api/embeddings; gemini-embedding-001 costs 150 nano-dollars a token.
  whole: [
    {
      name: 'without usage',
      answer: jsonAnswer(200, { embeddings }),
      tokens: { inputTokens: countedTokens },
      costNanoUsd: countedTokens * 150,
      certainty: 'estimated',
    },
    {
      name: 'with usage',
      answer: jsonAnswer(200, {
        embeddings,
        usageMetadata: {
          promptTokenCount: 12,
          promptTokenDetails: [{ modality: 'TEXT', tokenCount: 12 }],
        },
      }),
      tokens: { inputTokens: 12, outputTokens: 0 },
      costNanoUsd: 12 * 150,
    },
  ],
  streams: [],
  invalid: { requests: 'Hi' },
}
