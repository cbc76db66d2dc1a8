import OpenAI from 'openai'
import type { ChatCompletionStreamParams } from 'openai/lib/ChatCompletionStream'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import type { AnswerHead, AnswerPart, AnswerUsage } from '../../../../gateway/chat/answer-part.ts'
import { createChatDecoder } from '../../../../gateway/formats/openai-chat/read-parts.ts'
import { createChatEncoder } from '../../../../gateway/formats/openai-chat/write-answer.ts'

export const head: AnswerHead = {
  id: 'abc',
  model: 'small',
  createdAtMs: 1_700_000_000_123,
  inputTokens: 5,
  usageAsked: false,
  request: {},
}

/** The whole stream that the parts make. */
export function streamOf(
  parts: readonly AnswerPart[],
  more: Partial<AnswerHead> = {},
  usage?: AnswerUsage,
): string {
  const encoder = createChatEncoder({ ...head, ...more })
  return parts.map(part => encoder.write(part)).join('') + encoder.end(usage)
}

/** The data of each event, with the end of the stream as it is written. */
export function eventsOf(stream: string): readonly unknown[] {
  const frames = createSseFramer().push(Buffer.from(stream))
  return frames.flatMap(({ data = '' }) => (data === '[DONE]' ? [data] : [JSON.parse(data)]))
}

/** Ids of calls, numbered. */
export function ids(): () => string {
  let last = 0
  return () => `minted${++last}`
}

/** The parts of a stream that has these chunks. */
export function partsOfChunks(...chunks: readonly unknown[]): readonly AnswerPart[] {
  const decoder = createChatDecoder(ids())
  return [...chunks.flatMap(chunk => decoder.read(chunk, undefined)), ...decoder.end()]
}

/** What the official client puts together from a stream. */
export async function officialAnswer(stream: string, params: Partial<ChatCompletionStreamParams> = {}) {
  const client = new OpenAI({
    apiKey: 'none',
    fetch: async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
  })
  const messages = [{ role: 'user', content: 'Hi' }] as const
  return client.chat.completions
    .stream({ model: 'small', messages: [...messages], ...params })
    .finalChatCompletion()
}
