import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { UpstreamFailure } from '../../chat/answer-part.ts'

/**
 * Reads an error of https://platform.openai.com/docs/guides/error-codes, or one of the shapes that compatible servers send:
 * the members without an object around them, a text alone, a list of one error, and FastAPI's `detail`.
 */
export function readFailure(body: unknown): UpstreamFailure | undefined {
  const outer: unknown = Array.isArray(body) ? body[0] : body
  if (!isRecord(outer)) return undefined
  const { error, detail } = outer
  if (typeof error === 'string' && error !== '') return failureOf({ ...outer, message: error })
  if (isRecord(error)) return failureOf(error)
  if (outer.object === 'error' || typeof outer.message === 'string') return failureOf(outer)
  if (typeof detail === 'string' && detail !== '') return { message: detail }
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined
  const said = isRecord(first) ? textOf(first.msg) : ''
  return said === '' ? undefined : { message: said }
}

function failureOf(error: JsonRecord): UpstreamFailure {
  const { code, type, status, metadata } = error
  const kind = textOf(code) || textOf(type) || textOf(status)
  const number = [code, status, error.status_code].find(isErrorStatus)
  // OpenRouter says what the provider behind it said in here: https://openrouter.ai/docs/api/reference/errors-and-debugging
  const raw = isRecord(metadata) ? textOf(metadata.raw) : ''
  const message = messageIn(error.message) || 'The provider gave no reason.'
  return {
    message: raw === '' || message.includes(raw) ? message : `${message}: ${raw}`,
    ...(kind !== '' && { kind }),
    ...(isErrorStatus(number) && { status: number }),
  }
}

/** Mistral's is an object at times: https://docs.mistral.ai/api */
function messageIn(message: unknown): string {
  if (typeof message === 'string') return message
  return isRecord(message) ? JSON.stringify(message) : ''
}

function isErrorStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 400 && value <= 599
}
