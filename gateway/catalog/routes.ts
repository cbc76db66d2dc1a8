import type { RouteDefinition, RouteView } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { RouteRows } from '../storage/routes.ts'

export type Routes = ReturnType<typeof openRoutes>

/** The routes, by name. A request looks its model's name up here before it looks for a provider. */
export function openRoutes(rows: RouteRows, now: () => number) {
  let all: readonly RouteView[] = []
  let byName: ReadonlyMap<string, RouteView> = new Map()
  reload()

  function reload(): void {
    all = rows.all()
    byName = new Map(all.map(route => [route.name, route]))
  }

  return {
    find: (name: string): RouteView | undefined => byName.get(name),
    list: (): readonly RouteView[] => all,

    /** Makes the route, or replaces the one of the same name. Throws `input_invalid` if there are too many. */
    set(route: RouteDefinition): RouteView {
      if (byName.size >= mostRoutes && !byName.has(route.name))
        throw new GatewayError('input_invalid', {
          reason: `There are ${mostRoutes} routes, which is the most.`,
        })
      rows.put(route, now())
      reload()
      return byName.get(route.name) as RouteView
    },

    /** Throws `route_not_set`. */
    remove(name: string): void {
      if (!rows.remove(name)) throw new GatewayError('route_not_set', { name })
      reload()
    },
  }
}

const mostRoutes = 200
