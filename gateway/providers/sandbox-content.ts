// Writes the sandbox's answers as generated content: https://ai.google.dev/api/generate-content
import { isRecord, type JsonRecord, textOf } from '../bytes/json-value.ts'
import { encodeSseEvent } from '../bytes/sse.ts'
import type { SimulatedAnswer } from './adapter.ts'

interface Said {
  readonly id: string
  readonly words: readonly string[]
  readonly cut: boolean
  readonly inputTokens: number
}

/** The text of the user's last turn. */
export function lastContent(contents: readonly unknown[]): string {
  const last = contents.filter(isRecord).findLast(({ role }) => role !== 'model')
  const parts = Array.isArray(last?.parts) ? last.parts.filter(isRecord) : []
  return parts.map(part => textOf(part.text)).join(' ')
}

export function sandboxContent(said: Said, shape: 'whole' | 'events' | 'array'): SimulatedAnswer {
  const { words, cut } = said
  const last = cut ? 'MAX_TOKENS' : 'STOP'
  if (shape === 'whole') {
    const text = JSON.stringify(chunkOf(said, words.join(''), words.length, last))
    return { contentType: 'application/json', parts: [{ text, paced: false }] }
  }
  const chunks = [
    ...words.map((word, at) => ({ chunk: chunkOf(said, word, at + 1, undefined), paced: true })),
    { chunk: chunkOf(said, '', words.length, last), paced: false },
  ]
  if (shape === 'events') {
    const parts = chunks.map(({ chunk, paced }) => ({
      text: encodeSseEvent(undefined, JSON.stringify(chunk)),
      paced,
    }))
    return { contentType: 'text/event-stream', parts }
  }
  const parts = chunks.map(({ chunk, paced }, at) => ({
    text: `${at === 0 ? '[' : ',\n'}${JSON.stringify(chunk)}`,
    paced,
  }))
  return { contentType: 'application/json', parts: [...parts, { text: '\n]', paced: false }] }
}

function chunkOf({ id, inputTokens }: Said, text: string, written: number, finishReason: string | undefined) {
  const content = { parts: [{ text }], role: 'model' }
  const usageMetadata: JsonRecord = {
    promptTokenCount: inputTokens,
    candidatesTokenCount: written,
    totalTokenCount: inputTokens + written,
  }
  const candidates = [{ content, finishReason, index: 0 }]
  return { candidates, usageMetadata, modelVersion: 'echo', responseId: id }
}
