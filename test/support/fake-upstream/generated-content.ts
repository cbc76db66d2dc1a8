// Proper answers of generated content: https://ai.google.dev/api/generate-content
import type { GenerateContentResponse } from '@google/genai'
import type { Answer, ReceivedRequest } from './behaviour.ts'
import { readFixture } from './fixtures.ts'

type Chunk = Pick<GenerateContentResponse, 'candidates' | 'usageMetadata' | 'modelVersion' | 'responseId'>

const words = ['Hello', ' from', ' the', ' café', '.']
const methods = /^\/v1(?:beta)?\/models\/([^:]+):(generateContent|streamGenerateContent|countTokens)$/

/** Undefined: no path of the format. */
export function generatedContent({ method, path: url, body }: ReceivedRequest): Answer | undefined {
  const [path = '', query = ''] = url.split('?')
  if (method === 'GET' && path === '/v1beta/models') return readFixture('gemini-models')
  const [, model = '', action] = methods.exec(path) ?? []
  if (method !== 'POST' || action === undefined) return undefined
  const inputTokens = Math.ceil(body.length / 4)
  if (action === 'countTokens') return json(JSON.stringify({ totalTokens: inputTokens }))
  const chunks = words.map((text, at) => chunkOf(decodeURIComponent(model), text, at + 1, inputTokens))
  if (action === 'generateContent')
    return json(JSON.stringify(chunkOf(model, words.join(''), words.length, inputTokens)))
  const texts = chunks.map(chunk => JSON.stringify(chunk))
  if (!query.split('&').includes('alt=sse')) return json(`[${texts.join('\n,\r\n')}\n]\n`)
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: texts.map(text => Buffer.from(`data: ${text}\r\n\r\n`)),
  }
}

function chunkOf(modelVersion: string, text: string, written: number, inputTokens: number): Chunk {
  const isLast = written === words.length
  return {
    candidates: [
      {
        content: { parts: [{ text }], role: 'model' },
        ...(isLast
          ? { finishReason: 'STOP' as NonNullable<Chunk['candidates']>[0]['finishReason'] & string }
          : {}),
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: inputTokens,
      candidatesTokenCount: written,
      totalTokenCount: inputTokens + written,
    },
    modelVersion,
    responseId: 'fake',
  }
}

function json(body: string): Answer {
  return { headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
}
