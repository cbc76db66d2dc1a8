// Writes the sandbox's answers as lines of JSON: https://docs.ollama.com/api/chat and
// https://docs.ollama.com/api/generate

import { encodeLine } from '../bytes/json-lines.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { SimulatedAnswer } from './adapter.ts'

export interface LineReply {
  readonly atMs: number
  readonly model: string
  readonly words: readonly string[]
  readonly cut: boolean
  readonly inputTokens: number
  readonly stream: boolean
}

/** `saying` gives the members of a line with this text. */
export function lineAnswer(
  { atMs, model, words, cut, inputTokens, stream }: LineReply,
  saying: (text: string) => JsonRecord,
): SimulatedAnswer {
  const head = { model, created_at: new Date(atMs).toISOString() }
  const last = (text: string) => ({
    ...head,
    ...saying(text),
    done: true,
    done_reason: cut ? 'length' : 'stop',
    prompt_eval_count: inputTokens,
    eval_count: words.length,
  })
  if (!stream) {
    const text = JSON.stringify(last(words.join('')))
    return { contentType: 'application/json; charset=utf-8', parts: [{ text, paced: false }] }
  }
  const said = words.map(word => ({
    text: encodeLine({ ...head, ...saying(word), done: false }),
    paced: true,
  }))
  return {
    contentType: 'application/x-ndjson',
    parts: [...said, { text: encodeLine(last('')), paced: false }],
  }
}
