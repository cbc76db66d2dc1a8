import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { Candidate } from '../routing/plan.ts'
import type { Fault } from './fault.ts'

/** Fewer characters of a key than these tell nobody anything. */
const fewestTelling = 8

/**
 * The same fault with the provider's key struck out of its reason. Providers repeat keys in what they say of a failure, and
 * reasons are logged, shown and kept.
 */
export async function faultWithoutKey(
  fault: Fault,
  { target }: Candidate,
  registry: Pick<ProviderRegistry, 'secretOf'>,
): Promise<Fault> {
  // A key that cannot be opened was not sent either.
  const secret = await registry.secretOf(target.provider).catch(() => undefined)
  if (!secret) return fault
  const whole = Buffer.from(withoutSecret(Buffer.from(fault.reason), secret)).toString('utf8')
  const reason = withoutBeginning(whole, secret)
  return reason === fault.reason ? fault : { ...fault, reason }
}

/** A reason is cut to a length, which may leave the beginning of a key at its end. */
function withoutBeginning(reason: string, { keys }: SecretFilter): string {
  for (const key of keys) {
    for (let length = Math.min(key.length - 1, reason.length); length >= fewestTelling; length--)
      if (reason.endsWith(key.slice(0, length))) return reason.slice(0, -length)
  }
  return reason
}
