import { isRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart, UpstreamFailure } from '../../chat/answer-part.ts'

/**
 * What a provider says as it refuses or fails: https://platform.openai.com/docs/guides/error-codes. Undefined if the body says
 * nothing of the kind.
 */
export function readResponsesFailure(body: unknown): UpstreamFailure | undefined {
  if (!isRecord(body)) return undefined
  const { error = body } = body
  if (typeof error === 'string' && error !== '') return { message: error }
  if (!isRecord(error)) return undefined
  const message = textOf(error.message) || textOf(error.detail)
  if (message === '') return undefined
  const kind = textOf(error.code) || (error.type === 'error' ? '' : textOf(error.type))
  return kind === '' ? { message } : { message, kind }
}

/** The same of an event within a stream, where no status says what kind of failure it is. */
export function failurePart(body: unknown, otherwise: string): AnswerPart {
  const failure = readResponsesFailure(body) ?? { message: otherwise }
  const status = statusOf(failure.kind)
  return { type: 'error', ...failure, ...(status === undefined ? {} : { status }) }
}

const statuses: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  server_error: 500,
  server_is_overloaded: 503,
  slow_down: 503,
  context_length_exceeded: 400,
  invalid_prompt: 400,
  invalid_request_error: 400,
  vector_store_timeout: 504,
}

function statusOf(kind: string | undefined): number | undefined {
  if (kind === undefined) return undefined
  if (Object.hasOwn(statuses, kind)) return statuses[kind]
  return /image/.test(kind) ? 400 : undefined
}
