// The two ends of translated embeddings: official clients, and providers that answer in the documented bytes of one format.
import { ApiError, GoogleGenAI } from '@google/genai'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import type { WireFormat } from '../../gateway/formats/index.ts'
import type { Answer } from '../support/fake-upstream.ts'
import { jsonAnswer } from '../support/line-answers.ts'

export type Vectors = readonly (readonly number[])[]

export interface AskedVectors {
  readonly texts: readonly string[]
  readonly dimensions?: number
}

export interface GotVectors {
  readonly vectors: Vectors
  /** The tokens of the input. Undefined where the client does not show them. */
  readonly inputTokens: number | undefined
}

interface Address {
  readonly gatewayUrl: string
  readonly token: string
  readonly model: string
}

export interface EmbeddingClient {
  readonly format: WireFormat
  readonly takesSeveral: boolean
  readonly takesDimensions: boolean
  ask(to: Address, asked: AskedVectors): Promise<GotVectors>
  /** What the client raises shows of an answer with an error. */
  raised(error: unknown): { readonly status: unknown; readonly message: string }
}

const openAi = ({ gatewayUrl, token }: Address) =>
  new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token, maxRetries: 0 })
const gemini = ({ gatewayUrl, token }: Address) =>
  new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: gatewayUrl } }).models
const ollama = ({ gatewayUrl, token }: Address) =>
  new Ollama({ host: gatewayUrl, headers: { authorization: `Bearer ${token}` } })

export const openAiAsks =
  (encoding_format?: 'float' | 'base64'): EmbeddingClient['ask'] =>
  async (to, { texts, dimensions }) => {
    const { data, usage } = await openAi(to).embeddings.create({
      model: to.model,
      input: [...texts],
      ...(dimensions !== undefined && { dimensions }),
      ...(encoding_format && { encoding_format }),
    })
    if (data.some(({ index }, at) => index !== at)) throw new Error('They are not in order')
    return { vectors: data.map(({ embedding }) => embedding), inputTokens: usage.prompt_tokens }
  }

const raisedByOllama: EmbeddingClient['raised'] = error => {
  const { status_code: status, message } = error as Error & { status_code?: number }
  return { status, message }
}

/** One for each format whose clients embed. */
export const clients: readonly EmbeddingClient[] = [
  {
    format: 'openai-embeddings',
    takesSeveral: true,
    takesDimensions: true,
    ask: openAiAsks(), // which asks for base64
    raised(error) {
      if (!(error instanceof OpenAI.APIError)) throw error
      return { status: error.status, message: error.message }
    },
  },
  {
    format: 'ollama-embed',
    takesSeveral: true,
    takesDimensions: true,
    async ask(to, { texts, dimensions }) {
      const asked = { model: to.model, input: [...texts], ...(dimensions !== undefined && { dimensions }) }
      const { embeddings, prompt_eval_count } = await ollama(to).embed(asked)
      return { vectors: embeddings, inputTokens: prompt_eval_count }
    },
    raised: raisedByOllama,
  },
  {
    format: 'ollama-embeddings',
    takesSeveral: false,
    takesDimensions: false,
    async ask(to, { texts: [prompt = ''] }) {
      const { embedding } = await ollama(to).embeddings({ model: to.model, prompt })
      return { vectors: [embedding], inputTokens: undefined }
    },
    raised: raisedByOllama,
  },
  {
    format: 'gemini-embed',
    takesSeveral: true,
    takesDimensions: true,
    async ask(to, { texts, dimensions }) {
      const { embeddings = [] } = await gemini(to).embedContent({
        model: to.model,
        contents: [...texts],
        config: dimensions === undefined ? {} : { outputDimensionality: dimensions },
      })
      return { vectors: embeddings.map(({ values = [] }) => values), inputTokens: undefined }
    },
    raised(error) {
      if (!(error instanceof ApiError)) throw error
      return { status: error.status, message: error.message }
    },
  },
]

export interface EmbeddingUpstream {
  readonly format: WireFormat
  readonly kind: string
  readonly basePath: string
  readonly model: string
  /** `tokens`: those of the input, where the provider reports them. */
  answer(vectors: Vectors, tokens?: number): Answer
  failure(status: number, message: string): Answer
  see(path: string, body: Record<string, unknown>): AskedVectors
}

type GeminiRequest = {
  readonly content: { readonly parts: readonly { readonly text: string }[] }
  readonly outputDimensionality?: number
}

/** One for each format in which providers are asked for embeddings of other formats. */
export const upstreams: readonly EmbeddingUpstream[] = [
  {
    format: 'openai-embeddings',
    kind: 'openai',
    basePath: '/v1',
    model: 'text-embedding-3-small',
    answer: (vectors, tokens) =>
      jsonAnswer(200, {
        object: 'list',
        // The numbers say which is which.
        data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })).toReversed(),
        model: 'text-embedding-3-small',
        ...(tokens !== undefined && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
      }),
    failure: (status, message) =>
      jsonAnswer(status, { error: { message, type: 'invalid_request_error', param: null, code: null } }),
    see: (_, { input, dimensions }) => seen(input as string[], dimensions),
  },
  {
    format: 'ollama-embed',
    kind: 'ollama',
    basePath: '',
    model: 'nomic-embed-text',
    answer: (embeddings, prompt_eval_count) =>
      jsonAnswer(200, { model: 'nomic-embed-text', embeddings, total_duration: 1, prompt_eval_count }),
    failure: (status, message) => jsonAnswer(status, { error: message }),
    see: (_, { input, dimensions }) => seen(input as string[], dimensions),
  },
  {
    format: 'gemini-embed',
    kind: 'gemini',
    basePath: '/v1beta',
    model: 'gemini-embedding-001',
    answer(vectors, promptTokenCount) {
      const embeddings = vectors.map(values => ({ values }))
      const usage = promptTokenCount !== undefined && { usageMetadata: { promptTokenCount } }
      // Only a batch is answered with a list.
      const [embedding, another] = embeddings
      return jsonAnswer(200, { ...(another ? { embeddings } : { embedding }), ...usage })
    },
    failure: (status, message) =>
      jsonAnswer(status, { error: { code: status, message, status: 'INTERNAL' } }),
    see(path, body) {
      const isBatch = path.endsWith(':batchEmbedContents')
      const requests = (isBatch ? body.requests : [body]) as readonly GeminiRequest[]
      const texts = requests.map(({ content }) => content.parts.map(({ text }) => text).join('|'))
      return seen(texts, requests[0]?.outputDimensionality)
    },
  },
]

function seen(texts: readonly string[], dimensions: unknown): AskedVectors {
  return { texts, ...(typeof dimensions === 'number' && { dimensions }) }
}
