// Lets clients of the format use providers of other formats: https://platform.openai.com/docs/api-reference/embeddings/create

import type { JsonRecord } from '../../bytes/json-value.ts'
import type { CallerEmbedding, EmbeddingRequest } from '../../chat/embedding.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { failureBody } from '../openai-chat/failure-body.ts'
import { isGiven, readNumber, readText, requireText, wrong } from '../openai-chat/request-members.ts'
import { asBase64 } from './base64-vector.ts'

export const openAiEmbeddingsCallerEmbedding: CallerEmbedding = {
  readRequest,
  writeAnswer(vectors, { answerForm, inputTokens, model }) {
    const data = vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: answerForm === 'base64' ? asBase64(vector) : vector,
    }))
    return {
      object: 'list',
      data,
      model,
      usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
    }
  },
  failureBody,
}

const readMembers: ReadonlySet<string> = new Set(['model', 'input', 'dimensions', 'encoding_format'])

const reasons: Readonly<Record<string, string>> = {
  user: 'Requests for embeddings of other formats do not say who is behind them.',
}

function readRequest({ body }: ParsedRequest, receipt: Receipt): EmbeddingRequest {
  for (const [name, value] of Object.entries(body)) {
    if (readMembers.has(name) || !isGiven(value)) continue
    receipt.drop(
      name.slice(0, 64),
      Object.hasOwn(reasons, name) ? String(reasons[name]) : 'The provider’s format has no such member.',
    )
  }
  return {
    texts: readInput(body),
    dimensions: readNumber(body.dimensions, 'dimensions'),
    answerForm: readEncoding(body),
  }
}

function readInput({ input }: JsonRecord): readonly string[] {
  if (!Array.isArray(input)) return [requireText(input, 'input')]
  if (input.length === 0) throw invalid('"input" must not be empty.')
  return input.map((text: unknown, at) => {
    if (typeof text === 'number' || Array.isArray(text))
      throw invalid('"input" has token numbers, which only the model’s own provider can read: send the text.')
    return requireText(text, `input[${at}]`)
  })
}

function readEncoding(body: JsonRecord): string | undefined {
  const encoding = readText(body.encoding_format, 'encoding_format')
  if (encoding === undefined || encoding === 'float' || encoding === 'base64') return encoding
  throw wrong('encoding_format', '"float" or "base64"')
}
