// Writes the sandbox's embeddings. A vector is made of a text's hash, so the same text always has the same vector; it says
// nothing of the text's meaning.
import { createHash } from 'node:crypto'
import { isRecord, type JsonRecord, parseJson, textOf } from '../bytes/json-value.ts'
import type { SimulatedCall } from './adapter.ts'

export function sandboxVectors(
  format: 'openai-embeddings' | 'ollama-embed' | 'ollama-embeddings' | 'gemini-embed',
  { body, inputTokens }: Pick<SimulatedCall, 'body' | 'inputTokens'>,
  model: string,
): JsonRecord {
  const parsed = parseJson(body.toString('utf8'))
  const asked = isRecord(parsed) ? parsed : {}
  switch (format) {
    case 'openai-embeddings':
      return openAiVectors(asked, inputTokens, model)
    case 'ollama-embed': {
      const embeddings = inputsOf(asked.input).map(text => vectorOf(text, sizeOf(asked.dimensions)))
      return { model, embeddings, total_duration: 0, load_duration: 0, prompt_eval_count: inputTokens }
    }
    case 'ollama-embeddings':
      return { embedding: vectorOf(textOf(asked.prompt), usualSize) }
    case 'gemini-embed':
      return geminiVectors(asked, inputTokens)
  }
}

const usualSize = 8
const largestSize = 4096

function sizeOf(asked: unknown): number {
  const isSize = typeof asked === 'number' && Number.isInteger(asked) && asked > 0 && asked <= largestSize
  return isSize ? asked : usualSize
}

/** The texts of an input. Token numbers are taken for the text that their digits make. */
function inputsOf(input: unknown): readonly string[] {
  if (!Array.isArray(input)) return [textOf(input)]
  if (input.every(each => typeof each === 'number')) return [input.join(' ')]
  return input.map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
}

/** A vector of length 1, whose numbers are exact as floats of 32 bits. */
function vectorOf(text: string, size: number): readonly number[] {
  const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, block) =>
    createHash('sha256').update(`${block} ${text}`).digest(),
  )
  const raw = [...Buffer.concat(blocks).subarray(0, size)].map(byte => byte - 127.5)
  const length = Math.hypot(...raw)
  return raw.map(each => Math.fround(each / length))
}

/** https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-encoding_format */
function openAiVectors(asked: JsonRecord, tokens: number, model: string): JsonRecord {
  const isBase64 = asked.encoding_format === 'base64'
  const data = inputsOf(asked.input).map((text, index) => {
    const vector = vectorOf(text, sizeOf(asked.dimensions))
    const embedding = isBase64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector
    return { object: 'embedding', index, embedding }
  })
  return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

/** https://ai.google.dev/api/embeddings */
function geminiVectors(asked: JsonRecord, promptTokenCount: number): JsonRecord {
  const embed = ({ content, outputDimensionality }: JsonRecord) => {
    const parts = isRecord(content) && Array.isArray(content.parts) ? content.parts.filter(isRecord) : []
    return { values: vectorOf(parts.map(part => textOf(part.text)).join(' '), sizeOf(outputDimensionality)) }
  }
  const answer = Array.isArray(asked.requests)
    ? { embeddings: asked.requests.filter(isRecord).map(embed) }
    : { embedding: embed(asked) }
  return { ...answer, usageMetadata: { promptTokenCount } }
}
