import type { JsonRecord } from '../../bytes/json-value.ts'
import type { UpstreamFailure } from '../../chat/answer-part.ts'

/** Agents shorten the conversation when they read this code. */
const overflow = 'context_length_exceeded'
const saysOverflow =
  /prompt is too long|context[ _](?:length|window)|maximum context|input token count .*exceeds|too many (?:input )?tokens/i

/**
 * What a provider of another format said, in the shape of https://platform.openai.com/docs/guides/error-codes. Its own word
 * for the kind is kept as the code.
 */
export function failureBody(
  { message, kind, status }: UpstreamFailure & { readonly status: number },
  _requestId: string,
): JsonRecord {
  const isOverflow = (status === 400 || status === 413) && saysOverflow.test(message)
  const code = isOverflow ? overflow : (kind ?? null)
  return { error: { message, type: typeOf(status), param: null, code } }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 402) return 'insufficient_quota'
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found_error'
  if (status === 429) return 'rate_limit_exceeded'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
