// Proper answers in both formats, written according to the public API references. Their shapes are checked against the types
// of the official clients. They depend only on the request, so that a test can predict them.

import type { Message, MessageDeltaUsage, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models'
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'
import type { Answer, ReceivedRequest } from './behaviour.ts'
import { readFixture } from './fixtures.ts'
import { generatedContent } from './generated-content.ts'

export interface AnswerOptions {
  /** If set, any other key is refused with 401. */
  readonly apiKey?: string
  /**
   * How many tokens an answer has if the request sets no lower limit. In a stream each is an event. By default 8 to 15,
   * depending on the request.
   */
  readonly outputTokens?: number
}

interface Asked {
  readonly model: string
  readonly isStream: boolean
  readonly wantsUsage: boolean
  readonly inputTokens: number
  readonly outputTokens: number
  readonly isCut: boolean
}

const words = ['Hello', ' from', ' the', ' café', ',', ' 世界', ' 👋', ' "quoted"', '\n', 'and', ' on', '.']
/** The real server lists 20 models per page. With two, even a short list has several pages. */
const modelsPerPage = 2
const createdSeconds = 1_761_200_000
/** https://docs.ollama.com/api/tags */
const localModels = ['llama3.2:latest', 'qwen3:8b', 'gpt-oss:120b-cloud'].map(model => ({
  name: model,
  model,
  modified_at: '2026-10-03T23:34:03.409490317-07:00',
  size: 3_338_801_804,
  digest: 'a2af6cc3eb7fa8be8504abaf9b04e88f17a119ec3f04a3addf55f92841195f5a',
  details: {
    format: 'gguf',
    family: 'llama',
    families: ['llama'],
    parameter_size: '4.3B',
    quantization_level: 'Q4_K_M',
  },
}))

export function answerProperly(request: ReceivedRequest, options: AnswerOptions): Answer {
  const generated = generatedContent(request)
  if (generated) return generated
  const [path] = request.path.split('?')
  const isAnthropic = path === '/v1/messages' || request.headers['anthropic-version'] !== undefined
  if (options.apiKey !== undefined && sentKey(request) !== options.apiKey) {
    return readFixture(isAnthropic ? 'anthropic-error-401' : 'openai-error-401')
  }
  if (request.method === 'GET' && path === '/v1/models') {
    return isAnthropic ? anthropicModels(request) : readFixture('openai-models')
  }
  if (request.method === 'GET' && path === '/api/tags') return json({ models: localModels })
  if (request.method !== 'POST' || (path !== '/v1/messages' && path !== '/v1/chat/completions')) {
    return refusal(isAnthropic, 404, `Invalid URL (${request.method} ${path})`)
  }
  const asked = readAsked(request, options)
  if (asked === undefined)
    return refusal(isAnthropic, 400, 'We could not parse the JSON body of your request.')
  if (isAnthropic) return asked.isStream ? events(messageEvents(asked)) : json(message(asked))
  return asked.isStream ? events(chatChunks(asked)) : json(chatCompletion(asked))
}

/** The model that a request's body names, or an empty string. */
export function askedModel(body: Buffer): string {
  try {
    return String(JSON.parse(body.toString()).model)
  } catch {
    return ''
  }
}

function readAsked(request: ReceivedRequest, options: AnswerOptions): Asked | undefined {
  try {
    const body = JSON.parse(request.body.toString())
    const inputTokens = Math.ceil(request.body.length / 4)
    const wanted = options.outputTokens ?? 8 + (inputTokens % 8)
    const limit = body.max_completion_tokens ?? body.max_tokens ?? wanted
    return {
      model: body.model,
      isStream: body.stream === true,
      wantsUsage: body.stream_options?.include_usage === true,
      inputTokens,
      outputTokens: Math.min(wanted, limit),
      isCut: limit < wanted,
    }
  } catch {
    return undefined
  }
}

function text(asked: Asked): string[] {
  return Array.from({ length: asked.outputTokens }, (_, index) => words[index % words.length] ?? '')
}

function chatUsage({ inputTokens, outputTokens }: Asked): CompletionUsage {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}

function chatCompletion(asked: Asked): ChatCompletion {
  const finishReason = asked.isCut ? 'length' : 'stop'
  const reply = { role: 'assistant', content: text(asked).join(''), refusal: null, annotations: [] } as const
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: createdSeconds,
    model: asked.model,
    choices: [
      { index: 0, message: { ...reply, annotations: [] }, logprobs: null, finish_reason: finishReason },
    ],
    usage: chatUsage(asked),
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  }
}

function chatChunks(asked: Asked): string[] {
  type Choice = ChatCompletionChunk.Choice
  const chunk = (choices: Choice[], usage: CompletionUsage | null = null): ChatCompletionChunk => ({
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: createdSeconds,
    model: asked.model,
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
    choices,
    ...(asked.wantsUsage ? { usage } : {}),
  })
  const choice = (delta: Choice['delta'], finish_reason: Choice['finish_reason'] = null): Choice[] => [
    { index: 0, delta, logprobs: null, finish_reason },
  ]
  const chunks = [
    chunk(choice({ role: 'assistant', content: '', refusal: null })),
    ...text(asked).map(content => chunk(choice({ content }))),
    chunk(choice({}, asked.isCut ? 'length' : 'stop')),
    ...(asked.wantsUsage ? [chunk([], chatUsage(asked))] : []),
  ]
  return [...chunks.map(each => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n']
}

function message(asked: Asked): Message {
  return {
    model: asked.model,
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: text(asked).join(''), citations: null }],
    container: null,
    diagnostics: null,
    stop_reason: asked.isCut ? 'max_tokens' : 'end_turn',
    stop_sequence: null,
    stop_details: null,
    usage: {
      ...deltaUsage(asked),
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      inference_geo: 'not_available',
      input_tokens: asked.inputTokens,
      service_tier: 'standard',
      speed: 'standard',
    },
  }
}

function deltaUsage({ inputTokens, outputTokens }: Asked): MessageDeltaUsage {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: 0 },
    server_tool_use: null,
  }
}

function messageEvents(asked: Asked): string[] {
  const { stop_reason, stop_sequence, stop_details, container, usage, ...rest } = message(asked)
  const begun = { ...rest, container, stop_reason: null, stop_sequence, stop_details }
  const delta = (word: string): RawMessageStreamEvent => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: word },
  })
  const parts: (RawMessageStreamEvent | { readonly type: 'ping' })[] = [
    { type: 'message_start', message: { ...begun, content: [], usage: { ...usage, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
    { type: 'ping' },
    ...text(asked).map(delta),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { container, stop_reason, stop_sequence, stop_details },
      usage: deltaUsage(asked),
    },
    { type: 'message_stop' },
  ]
  return parts.map(part => `event: ${part.type}\ndata: ${JSON.stringify(part)}\n\n`)
}

function anthropicModels(request: ReceivedRequest): Answer {
  const all: { data: ModelInfo[] } = JSON.parse(readFixture('anthropic-models').body.toString())
  const query = new URL(request.path, 'http://upstream').searchParams
  const start = all.data.findIndex(model => model.id === query.get('after_id')) + 1
  const limit = Math.min(Number(query.get('limit') ?? modelsPerPage), modelsPerPage)
  const data = all.data.slice(start, start + limit)
  return json({
    data,
    has_more: start + limit < all.data.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  })
}

function sentKey({ headers }: ReceivedRequest): string | undefined {
  return headers['x-api-key']?.toString() ?? headers.authorization?.replace(/^Bearer /, '')
}

function refusal(isAnthropic: boolean, status: number, text: string): Answer {
  const type = isAnthropic && status === 404 ? 'not_found_error' : 'invalid_request_error'
  const error = isAnthropic ? { type, message: text } : { message: text, type, param: null, code: null }
  return { ...json(isAnthropic ? { type: 'error', error, request_id: 'req_fake' } : { error }), status }
}

function json(value: object): Answer {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function events(frames: readonly string[]): Answer {
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: frames.map(frame => Buffer.from(frame)),
  }
}
