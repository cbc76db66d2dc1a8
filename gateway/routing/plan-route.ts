import type { RouteDefinition, RouteTarget } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { Health } from '../health/health.ts'
import { contextWindowOf } from '../tokens/context-window.ts'
import { type Catalog, chooseTarget } from './choose-target.ts'
import type { Candidate, Plan, Skipped } from './plan.ts'
import { candidateOf, wellFirst, withKeys } from './plan-model.ts'

export interface PlanDeps {
  readonly format: WireFormat
  readonly catalog: Catalog
  readonly health: Pick<Health, 'of'>
}

/** The targets of a route in the order in which they are to be asked. Throws `no_route` if there is none. */
export function planRoute(route: RouteDefinition, deps: PlanDeps): Plan {
  const candidates: Candidate[] = []
  const skipped: Skipped[] = []
  for (const { targets } of route.groups)
    for (const each of targets) {
      const found = resolve(each, deps)
      if ('target' in found && typeof found.target === 'string') skipped.push(found as Skipped)
      else candidates.push(...withKeys(found as Candidate))
    }
  if (candidates.length === 0)
    throw new GatewayError('no_route', {
      route: route.name,
      reasons: skipped.map(({ target, text }) => `${target}: ${text}`).join(' '),
    })
  return { route, candidates: wellFirst(candidates, deps.health), skipped }
}

function resolve({ target: name, limits }: RouteTarget, { format, catalog }: PlanDeps): Candidate | Skipped {
  try {
    const target = chooseTarget(name, format, catalog)
    return { ...candidateOf(target), limits, contextTokens: contextWindowOf(target.model) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const reason = error.code === 'format_unsupported' ? 'format' : 'unknown'
    return { target: name, reason, text: error.message }
  }
}
