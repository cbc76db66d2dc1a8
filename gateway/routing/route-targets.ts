import type { RouteDefinition } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import { type Catalog, chooseTarget, type Target } from './choose-target.ts'

/** The targets of a route that there are, in the order in which they are listed. Pure. */
export function routeTargets(
  { groups }: RouteDefinition,
  format: WireFormat,
  catalog: Catalog,
): readonly Target[] {
  return groups.flatMap(({ targets }) =>
    targets.flatMap(({ target }) => {
      try {
        return [chooseTarget(target, format, catalog)]
      } catch (error) {
        if (error instanceof GatewayError) return []
        throw error
      }
    }),
  )
}
