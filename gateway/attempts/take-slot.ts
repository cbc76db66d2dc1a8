import { GatewayError } from '../errors.ts'
import type { LocalLookups } from '../local/local-lookups.ts'
import { type LocalSlots, type SlotRefusal, usualQueueLength, usualWaitMs } from '../local/slots.ts'
import type { Attempt } from './attempt.ts'

export type SlotDeps = Pick<LocalLookups, 'slotsAt'>

/**
 * Waits for a place at the attempt's server. Undefined if that is not one's own, as nearly all are. The place is given back when the server has answered, when
 * the attempt is cancelled, and at the latest when it ends. Rejects with `local_busy`, or with the reason for which the attempt
 * was cancelled.
 */
export function takeSlot(attempt: Attempt, { slotsAt }: SlotDeps): Promise<void> | undefined {
  const slots = slotsAt(attempt.target)
  return slots && takeOneOf(slots, attempt)
}

async function takeOneOf(slots: LocalSlots, attempt: Attempt): Promise<void> {
  const { scope, target } = attempt
  const given = await slots.take(target.model, scope)
  if (given.type === 'slot') attempt.slot = given.slot
  else throw scope.reason ?? busy(attempt, given.reason)
}

function busy({ target }: Attempt, refusal: SlotRefusal): GatewayError {
  const provider = target.provider.record.id
  const reason =
    refusal === 'queue-full'
      ? `${usualQueueLength} others wait already`
      : `no place came free within ${usualWaitMs / 1000} s`
  return new GatewayError('local_busy', { provider, reason })
}
