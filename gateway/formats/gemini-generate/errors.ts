import { type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'
import { type LimitHeaders, type LimitState, limitAmount } from '../../chat/limit-headers.ts'
import type { GatewayError } from '../../errors.ts'

/** An error with the details that clients read: https://cloud.google.com/apis/design/errors#error_model */
export function geminiError(error: GatewayError, requestId: string): JsonRecord {
  const { code, message, status } = error
  const reason = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: code.toUpperCase(),
    domain: 'gatehouse',
    metadata: { request_id: requestId },
  }
  const wait = retryAfterOf(error)
  const retry =
    wait === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${wait}s` }]
  return { error: { code: status, message, status: statusName(status), details: [reason, ...retry] } }
}

function retryAfterOf(error: GatewayError): number | undefined {
  return error.retry === 'after-reset' ? error.detail.retryAfterSeconds : undefined
}

/** https://cloud.google.com/apis/design/errors#handling_errors */
export function statusName(status: number): string {
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED'
    case 402:
      return 'FAILED_PRECONDITION'
    case 403:
      return 'PERMISSION_DENIED'
    case 404:
      return 'NOT_FOUND'
    case 405:
      return 'UNIMPLEMENTED'
    case 429:
      return 'RESOURCE_EXHAUSTED'
    case 408:
    case 504:
      return 'DEADLINE_EXCEEDED'
    case 502:
    case 503:
      return 'UNAVAILABLE'
    default:
      return status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT'
  }
}

/**
 * Servers of the format send no such headers, so those of a draft standard are used:
 * https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-07.html
 */
export function geminiLimitHeaders({ unit, limit, left, resetSeconds }: LimitState): LimitHeaders {
  return {
    'ratelimit-limit': limitAmount(limit, unit),
    'ratelimit-remaining': limitAmount(left, unit),
    ...(resetSeconds === undefined ? {} : { 'ratelimit-reset': String(resetSeconds) }),
  }
}

/** The official client reads only JSON that is on one line. */
export function onOneLine(json: string): string {
  const value = parseExactJson(json)
  return value === undefined ? json : JSON.stringify(value)
}
