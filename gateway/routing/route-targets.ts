import type { RouteDefinition } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import { type Catalog, chooseTarget, type Target } from './choose-target.ts'

/**
 * The target that a route names as `provider/model`. If there is no such provider, no other one stands in for it. Pure. Throws
 * as `chooseTarget` does.
 */
export function chooseRouteTarget(name: string, format: WireFormat, catalog: Catalog): Target {
  const id = name.slice(0, name.indexOf('/'))
  const isKnown = [...catalog.providers, ...catalog.switchedOff].some(({ record }) => record.id === id)
  if (isKnown) return chooseTarget(name, format, catalog)
  throw new GatewayError('model_unknown', { model: name, hint: ` There is no provider "${id}".`, near: [] })
}

/** The targets of a route that there are, in the order in which they are listed. Pure. */
export function routeTargets(
  { groups }: RouteDefinition,
  format: WireFormat,
  catalog: Catalog,
): readonly Target[] {
  return groups.flatMap(({ targets }) =>
    targets.flatMap(({ target }) => {
      try {
        return [chooseRouteTarget(target, format, catalog)]
      } catch (error) {
        if (error instanceof GatewayError) return []
        throw error
      }
    }),
  )
}
