import type { StayView } from '../contract/routes.ts'
import { type NanoUsd, toDecimalUsd } from '../contract/units.ts'
import type { Ordered } from './order-by-strategy.ts'
import { type Lookups, nameOf, type Pin } from './route-question.ts'

export interface Stay {
  readonly ordered: readonly Ordered[]
  readonly view: StayView
}

/**
 * Keeps a conversation at its target: another provider would have to read all that this one has in its prompt cache. It
 * leaves if the target may not be asked, or if the request is cheaper elsewhere even so. Pure.
 */
export function stayOrLeave(ordered: readonly Ordered[], pin: Pin, costOf: Lookups['costOf']): Stay {
  const isPinned = ({ candidate }: Ordered) => nameOf(candidate.target) === pin.target
  const pinned = ordered.find(isPinned)
  const leave = (why: string, leavingCostsNanoUsd: string | null): Stay => ({
    ordered,
    view: { target: pin.target, stays: false, why, leavingCostsNanoUsd },
  })
  if (!pinned) return leave('The target of the conversation is not among those that may be asked.', null)
  const warm = costOf(pinned.candidate.target, pin.cachedTokens)
  const cold = costOf(pinned.candidate.target, 0)
  const loss = warm === undefined || cold === undefined ? undefined : ((cold - warm) as NanoUsd)
  const others = ordered.filter(each => each !== pinned)
  const next = others[0]
  const elsewhere = next && ordered[0] === next ? costOf(next.candidate.target, 0) : undefined
  const lossText = loss?.toString() ?? null
  if (next && elsewhere !== undefined && cold !== undefined && loss !== undefined && cold - elsewhere > loss)
    return leave(
      `${nameOf(next.candidate.target)} saves ${toDecimalUsd((cold - elsewhere) as NanoUsd)} USD, which is more than the ${toDecimalUsd(loss)} USD that leaving costs.`,
      lossText,
    )
  const why =
    loss === undefined || loss === 0n
      ? 'The conversation stays with its target.'
      : `The conversation stays with its target: without its ${pin.cachedTokens.toLocaleString('en')} cached tokens, the request would cost ${toDecimalUsd(loss)} USD more.`
  return {
    ordered: [{ ...pinned, why }, ...others],
    view: { target: pin.target, stays: true, why, leavingCostsNanoUsd: lossText },
  }
}
