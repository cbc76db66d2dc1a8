import type { GatewayError } from '../errors.ts'
import { type Attempt, sentMsOf, statusOf } from './attempt.ts'
import type { Fault, FaultKind } from './fault.ts'
import { faultOfFailure, reasonOf } from './fault-of-answer.ts'

const kinds: Partial<Record<GatewayError['code'], FaultKind>> = {
  upstream_unreachable: 'unreachable',
  upstream_timeout: 'late',
  upstream_slow: 'slow',
  upstream_truncated: 'broken',
  upstream_malformed: 'broken',
  upstream_failed: 'server-error',
  upstream_too_large: 'broken',
  upstream_encoding_unknown: 'broken',
  upstream_redirected: 'broken',
  provider_locked: 'key-refused',
  budget_exceeded: 'skipped',
  budget_exhausted: 'skipped',
  budget_too_small: 'skipped',
  price_unknown: 'skipped',
  request_unbounded: 'skipped',
  translation_lossy: 'skipped',
  conversation_elsewhere: 'skipped',
  format_unsupported: 'skipped',
  context_too_small: 'skipped',
  local_busy: 'skipped',
}

/**
 * What an error of an attempt means for the next move. Undefined if no other target is to be asked, because the caller has
 * left, the request is wrong or the gateway itself failed.
 */
export function faultOfError(
  error: GatewayError,
  attempt: Attempt | undefined,
  isOffline: boolean,
): Fault | undefined {
  const kind = kinds[error.code]
  if (kind === undefined) return undefined
  const reported = attempt?.translation?.reported
  if (error.code === 'upstream_failed' && reported) return faultOfFailure(reported, attempt.secret)
  const status = attempt && statusOf(attempt)
  const reason = reasonOf(error.message, attempt?.secret)
  // Once bytes have left, it was not the connection that failed, and the provider may have begun to work.
  const isSent = attempt !== undefined && sentMsOf(attempt) !== undefined
  if (kind === 'unreachable')
    return { kind: isSent ? 'broken' : isOffline ? 'offline' : kind, status, reason }
  return { kind, status, code: error.code, reason }
}
