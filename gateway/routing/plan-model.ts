import type { WireFormat } from '../formats/index.ts'
import type { Health } from '../health/health.ts'
import { type Catalog, chooseTarget, type Target } from './choose-target.ts'
import type { Candidate, Plan } from './plan.ts'

const noSkips: Plan['skipped'] = []

/**
 * The plan for a model that is asked for by its own name: no other model stands in for it, but each of its provider's keys may
 * be used. Throws as `chooseTarget` does.
 */
export function planModel(
  asked: string,
  format: WireFormat,
  catalog: Catalog,
  health: Pick<Health, 'of'>,
): Plan {
  const candidates = candidatesOf(chooseTarget(asked, format, catalog), health)
  return { route: undefined, candidates, skipped: noSkips }
}

/** One candidate for each key of the target's provider, in the order in which they are to be asked. */
export function candidatesOf(target: Target, health: Pick<Health, 'of'>): readonly Candidate[] {
  return wellFirst(withKeys(candidateOf(target)), health)
}

/** No key is chosen yet: see `withKeys`. */
export function candidateOf(target: Target): Candidate {
  return {
    target,
    keyId: undefined,
    quotaGroup: undefined,
    limits: undefined,
    contextTokens: undefined,
    isLocal: target.provider.adapter.isFree?.(target.model, target.provider.record.baseUrl) === true,
  }
}

/** The candidate with each key of its provider, in the order of the keys. If there is no key, the candidate itself. */
export function withKeys(candidate: Candidate): readonly Candidate[] {
  const { keys } = candidate.target.provider
  if (keys.length === 0) return [candidate]
  return keys.map(({ id, quotaGroup }) => ({
    ...candidate,
    keyId: id,
    quotaGroup: quotaGroup ?? undefined,
  }))
}

/** Those that may be asked now come before those that should be left alone for a while. */
export function wellFirst(
  candidates: readonly Candidate[],
  health: Pick<Health, 'of'>,
): readonly Candidate[] {
  if (candidates.length < 2) return candidates
  const isWell = (candidate: Candidate) => health.of(candidate).state === 'closed'
  return [...candidates.filter(isWell), ...candidates.filter(candidate => !isWell(candidate))]
}
