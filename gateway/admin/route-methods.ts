import type { Routes } from '../catalog/routes.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { RouteDefinition } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import { defaultFormat } from '../formats/index.ts'
import type { Catalog } from '../routing/choose-target.ts'
import { chooseRouteTarget } from '../routing/route-targets.ts'
import { type ExplainRouteDeps, explainRoute } from './explain-route.ts'

export interface RouteMethodsDeps extends ExplainRouteDeps {
  readonly routes: Routes
}

type RouteMethods = Pick<AdminApi, 'listRoutes' | 'setRoute' | 'removeRoute' | 'explainRoute'>

export function createRouteMethods(deps: RouteMethodsDeps): RouteMethods {
  const { catalog, routes } = deps
  return {
    listRoutes: async () => routes.list(),
    setRoute: async route => ({ ...routes.set(route), warnings: warningsOf(route, catalog()) }),
    async removeRoute({ name }) {
      routes.remove(name)
      return {}
    },
    explainRoute: question => explainRoute(question, deps),
  }
}

/** A provider may be set up later, or its list may be old. So a target that is not known is no mistake, but it is told. */
function warningsOf({ groups }: RouteDefinition, catalog: Catalog): readonly string[] {
  return groups.flatMap(({ targets }) =>
    targets.flatMap(({ target }) => {
      const warning = warningOf(target, catalog)
      return warning === undefined ? [] : [warning]
    }),
  )
}

function warningOf(name: string, catalog: Catalog): string | undefined {
  try {
    const { model, provider } = chooseRouteTarget(name, defaultFormat, catalog)
    if (provider.models.length === 0 || provider.listed.has(model)) return undefined
    return `The provider "${provider.record.id}" does not list the model "${model}".`
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    // A model that is asked in another format only is no mistake.
    return error.code === 'format_unsupported' ? undefined : error.message
  }
}
