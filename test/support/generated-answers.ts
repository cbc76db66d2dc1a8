// Writes answers with generated content.
import type { GenerateContentResponse } from '@google/genai'
import type { AnswerHead, AnswerPart } from '../../gateway/chat/answer-part.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import { callerOfEvents } from '../../gateway/formats/gemini-generate/translation.ts'

export const head: AnswerHead = {
  id: 'abc',
  model: 'models/gemini-x',
  createdAtMs: 0,
  inputTokens: 0,
  usageAsked: false,
  request: {},
}
export const usage = { ...noTokens, input: 20, cacheRead: 80, output: 35, reasoning: 30 }

export function encode(parts: readonly AnswerPart[], caller = callerOfEvents): string {
  const encoder = caller.createEncoder(head)
  return parts.map(part => encoder.write(part)).join('') + encoder.end(usage)
}

export const chunksOf = (stream: string): GenerateContentResponse[] =>
  stream
    .split('\n\n')
    .filter(event => event !== '')
    .map(event => JSON.parse(event.replace(/^data: /, '')))

export const wireParts = (parts: readonly AnswerPart[]) =>
  chunksOf(encode(parts)).flatMap(
    ({ candidates }) => candidates?.flatMap(({ content }) => content?.parts ?? []) ?? [],
  )

export const choice = 0
export const text = (said: string): AnswerPart => ({ type: 'text', choice, text: said })
export const finish = (reason: 'stop' | 'length' | 'tool-calls' | 'content-filter'): AnswerPart => ({
  type: 'finish',
  choice,
  reason,
})
export const begin = (call: number, name: string): AnswerPart => ({
  type: 'tool-call',
  choice,
  call,
  id: `id${call}`,
  name,
})
export const piece = (call: number, json: string): AnswerPart => ({
  type: 'tool-arguments',
  choice,
  call,
  text: json,
})
export const close = (call: number): AnswerPart => ({ type: 'tool-call-end', choice, call })
export const rich: readonly AnswerPart[] = [
  { type: 'reasoning', choice, text: 'Hm' },
  text('Zürich '),
  text('sunny.'),
  { type: 'citation', choice, citation: { url: 'https://x.test', title: 'X', start: 7, end: 13 } },
  { type: 'logprobs', choice, entries: [{ token: 'Z', logprob: -1, bytes: [90], top_logprobs: [] }] },
  begin(0, 'f'),
  piece(0, '{"a":1}'),
  close(0),
  { type: 'text', choice: 1, text: 'Other' },
  finish('tool-calls'),
  { type: 'finish', choice: 1, reason: 'length' },
]
