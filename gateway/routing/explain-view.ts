import type { CacheExplanation, ExplainView, PlannedTargetView } from '../contract/routes.ts'
import type { Plan } from './plan.ts'
import { reasonsOf } from './plan-route.ts'
import { type Lookups, nameOf, type RouteQuestion } from './route-question.ts'

/** A plan for a person to read: first the targets in their order, then those that are left out, with the reason. Pure. */
export function explainView(
  asked: string,
  { inputTokens, needs }: Pick<RouteQuestion, 'inputTokens' | 'needs'>,
  plan: Plan,
  cache: CacheExplanation,
): ExplainView {
  const { candidates, route, skipped, stay } = plan
  // A target stands there once for each key of its provider.
  const targets = candidates.filter(
    ({ target }, at) => candidates.findIndex(each => nameOf(each.target) === nameOf(target)) === at,
  )
  const asks = targets.map(
    ({ place, target }): PlannedTargetView => ({
      target: nameOf(target),
      group: place?.group ?? 0,
      why: place?.why ?? '',
      estimatedCostNanoUsd: place?.cost?.toString() ?? null,
    }),
  )
  const leaves = skipped.map(
    ({ group, reason, target, text }): PlannedTargetView => ({
      target,
      group,
      why: text,
      estimatedCostNanoUsd: null,
      skipped: { reason, text },
    }),
  )
  return {
    asked,
    route: route?.name ?? null,
    inputTokens,
    needs,
    targets: [...asks, ...leaves],
    sticky: stay ?? null,
    noRoute: candidates.length > 0 ? null : reasonsOf(plan),
    cache,
  }
}

/** The plan for a model that is asked for by its own name, with what it costs. */
export function withCosts(plan: Plan, costOf: Lookups['costOf']): Plan {
  const why = 'The model is asked for by its own name.'
  const candidates = plan.candidates.map(each => ({
    ...each,
    place: { group: 0, why, cost: costOf(each.target, 0) },
  }))
  return { ...plan, candidates }
}
