import type { WireFormat } from '../formats/index.ts'
import { type Catalog, chooseTarget, type Target } from './choose-target.ts'
import type { Candidate, Plan } from './plan.ts'

const noSkips: Plan['skipped'] = []

/** The plan for a model that is asked for by its own name: nothing else stands in for it. Throws as `chooseTarget` does. */
export function planModel(asked: string, format: WireFormat, catalog: Catalog): Plan {
  return {
    route: undefined,
    candidates: [candidateOf(chooseTarget(asked, format, catalog))],
    skipped: noSkips,
  }
}

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
