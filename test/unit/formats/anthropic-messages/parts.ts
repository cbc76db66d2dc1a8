import { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream'
import type { Message } from '@anthropic-ai/sdk/resources/messages'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import type { AnswerHead, AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { createEncoder } from '../../../../gateway/formats/anthropic-messages/write-answer.ts'

export const head: AnswerHead = {
  id: 'abc',
  model: 'some-model',
  createdAtMs: 0,
  inputTokens: 7,
  usageAsked: false,
  request: {},
}
export const usage = { ...noTokens, input: 5, cacheRead: 100, cacheWrite: 20, output: 9, reasoning: 4 }
export const choice = 0

export const text = (value: string): AnswerPart => ({ type: 'text', choice, text: value })
export const thought = (value: string): AnswerPart => ({ type: 'reasoning', choice, text: value })
export const call = (number: number, id: string, name: string): AnswerPart => ({
  type: 'tool-call',
  choice,
  call: number,
  id,
  name,
})
export const input = (number: number, value: string): AnswerPart => ({
  type: 'tool-arguments',
  choice,
  call: number,
  text: value,
})
export const callEnd = (number: number): AnswerPart => ({ type: 'tool-call-end', choice, call: number })
export const seal = (origin: string, value: string, isRedacted = false): AnswerPart => ({
  type: 'reasoning-seal',
  choice,
  seal: { origin, value, isRedacted },
})
export const finish = (
  reason: 'stop' | 'length' | 'tool-calls' | 'content-filter',
  stopSequence?: string,
): AnswerPart => ({ type: 'finish', choice, reason, ...(stopSequence ? { stopSequence } : {}) })

export function streamOf(parts: readonly AnswerPart[]): string {
  const encoder = createEncoder(head)
  return parts.map(part => encoder.write(part)).join('') + encoder.end(usage)
}

interface Event {
  readonly type: string
  readonly index?: number
  readonly delta?: Readonly<Record<string, unknown>>
  readonly content_block?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

export function eventsOf(stream: string): readonly Event[] {
  return createSseFramer()
    .push(Buffer.from(stream))
    .map(({ data }) => JSON.parse(data ?? '') as Event)
}

/** What the official client's own helper makes of the stream. */
export async function accumulated(stream: string): Promise<Message> {
  const lines = eventsOf(stream).map(event => `${JSON.stringify(event)}\n`)
  return MessageStream.fromReadableStream(new Response(lines.join('')).body as ReadableStream).finalMessage()
}

export const content = async (parts: readonly AnswerPart[]) => (await accumulated(streamOf(parts))).content
