// Answers as the encoder of responses writes them, and as the official client reads them.
import OpenAI from 'openai'
import type { ResponseCreateParams } from 'openai/resources/responses/responses'
import type { AnswerHead, AnswerPart, AnswerUsage } from '../../gateway/chat/answer-part.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import { createResponsesEncoder } from '../../gateway/formats/openai-responses/write-answer.ts'

export const usage: AnswerUsage = {
  ...noTokens,
  input: 10,
  cacheRead: 5,
  cacheWrite: 2,
  output: 7,
  reasoning: 3,
}

export const headOf = (request: object): AnswerHead => ({
  id: 'abc',
  model: 'mine',
  createdAtMs: 1_761_200_000_123,
  inputTokens: 10,
  usageAsked: false,
  request,
})

export const sealsAsked = { include: ['reasoning.encrypted_content'] }

/** Parts of the first and only choice. */
export type Said = AnswerPart extends infer Part
  ? Part extends unknown
    ? Omit<Part, 'choice'>
    : never
  : never
export const partsOf = (parts: readonly Said[]) => parts.map(part => ({ choice: 0, ...part }) as AnswerPart)

export function streamOf(parts: readonly Said[], request: object = {}): string {
  const encoder = createResponsesEncoder(headOf(request))
  return partsOf(parts).map(encoder.write).join('') + encoder.end(usage)
}

export const eventsIn = (stream: string) =>
  stream
    .split('\n\n')
    .filter(event => event !== '')
    .map(event => JSON.parse(event.slice(event.indexOf('data: ') + 'data: '.length)))

export const typesIn = (stream: string) => eventsIn(stream).map(({ type }) => type.replace('response.', ''))

/** As the official client puts the stream together. */
export function readBy(stream: string, params: Partial<ResponseCreateParams> = {}) {
  const headers = { 'content-type': 'text/event-stream' }
  const { responses } = new OpenAI({ apiKey: 'none', fetch: async () => new Response(stream, { headers }) })
  return responses.stream({ model: 'mine', input: 'Hi', ...params } as never).finalResponse()
}

export const done: Said = { type: 'finish', reason: 'stop' }
export const text = (said: string): Said => ({ type: 'text', text: said })
export const call = (number: number, name: string, seal?: { origin: string; value: string }): Said => ({
  type: 'tool-call',
  call: number,
  id: `call_${number}`,
  name,
  ...(seal ? { seal } : {}),
})
export const given = (number: number, said: string): Said => ({
  type: 'tool-arguments',
  call: number,
  text: said,
})
export const ended = (number: number): Said => ({ type: 'tool-call-end', call: number })
