import { GatewayError } from '../errors.ts'
import type { Attempt } from './attempt.ts'

/** An error that names the attempt's provider. */
export function upstreamError(
  { target }: Attempt,
  code: 'upstream_truncated' | 'upstream_too_large',
  cause?: unknown,
): GatewayError {
  return new GatewayError(code, { provider: target.provider.record.id }, { cause })
}
