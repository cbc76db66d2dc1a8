import { randomBytes } from 'node:crypto'
import type { RequestId } from '../contract/units.ts'

/**
 * Makes ids that are unique across starts and in ascending order within one, so that the ledger's index grows at its end.
 */
export function createRequestIds(startedAtMs: number): () => RequestId {
  const boot = startedAtMs.toString(36).padStart(9, '0') + randomBytes(4).toString('hex')
  let count = 0
  return () => `req_${boot}${(count++).toString(36).padStart(7, '0')}` as RequestId
}
