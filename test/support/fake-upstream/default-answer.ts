// Proper answers in both formats, written from the public API references; the shapes are checked against the
// official clients' types. Everything in them follows from the request, so that a test can foretell them.

import type { Message, MessageDeltaUsage, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models'
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'
import type { Answer, ReceivedRequest } from './behaviour.ts'
import { readFixture } from './fixtures.ts'
import { generatedContent } from './generated-content.ts'

export interface AnswerOptions {
  /** Refuses every other key with 401. */
  readonly apiKey?: string
  /** Tokens, and in a stream events, of an answer without a limit; by default 8 to 15, by the request. */
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
/** The real server gives 20 models to a page; two make a short list have pages. */
const modelsPerPage = 2
const createdSeconds = 1_761_200_000

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
