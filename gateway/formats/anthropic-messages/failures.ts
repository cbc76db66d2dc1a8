// Errors in the words of messages: https://docs.anthropic.com/en/api/errors
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { UpstreamFailure } from '../../chat/answer-part.ts'
import { contextOverflowOf } from '../../chat/context-overflow.ts'

const statuses: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['conflict_error', 409],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['overloaded_error', 529],
  ['timeout_error', 504],
])

const typesByStatus = new Map([...statuses].map(([type, status]) => [status, type]))

/** What clients of the format are told about a failure of a provider with another one. */
export function failureBody(
  failure: UpstreamFailure & { readonly status: number },
  requestId: string,
): JsonRecord {
  const overflow = overflowMessage(failure)
  const type = overflow === undefined ? typeOf(failure.status) : 'invalid_request_error'
  return { type: 'error', error: { type, message: overflow ?? failure.message }, request_id: requestId }
}

/**
 * Clients shorten the conversation and try again only where the message has these words. They read both numbers from it:
 * https://github.com/Menci/Floway/pull/166
 */
function overflowMessage(failure: UpstreamFailure): string | undefined {
  const overflow = contextOverflowOf(failure)
  if (overflow === undefined) return undefined
  const { message } = failure
  if (/prompt is too long|exceed context limit/.test(message)) return message
  const { tokens, limit } = overflow
  const counts = tokens === undefined ? '' : `: ${tokens} tokens > ${limit} maximum`
  return `prompt is too long${counts}. The provider says: ${message}`
}

function typeOf(status: number): string {
  if (status === 503) return 'overloaded_error'
  return typesByStatus.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
}

/** The body of a refusal, or an `error` event of a stream. Undefined if it is neither. */
export function readFailure(body: unknown): UpstreamFailure | undefined {
  if (!isRecord(body)) return undefined
  const { error } = body
  // Some hosts of these models say it without an envelope.
  if (error === undefined && typeof body.message === 'string') return { message: body.message }
  if (typeof error === 'string' && error !== '') return { message: error }
  if (!isRecord(error)) return undefined
  const kind = textOf(error.type)
  const message = textOf(error.message) || kind
  if (message === '') return undefined
  return {
    message,
    ...(kind === '' ? {} : { kind }),
    status: statuses.get(kind),
    ...(isSpendLimit(error) && { isUsedUp: true }),
  }
}

/** The month's limit comes with the type of a limit for a minute: https://platform.claude.com/docs/en/api/rate-limits */
function isSpendLimit({ details }: JsonRecord): boolean {
  return isRecord(details) && details.error_code === 'enforced_spend_limit_reached'
}
