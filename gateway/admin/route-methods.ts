import type { Routes } from '../catalog/routes.ts'
import type { AdminApi } from '../contract/admin.ts'

export interface RouteMethodsDeps {
  readonly routes: Routes
}

type RouteMethods = Pick<AdminApi, 'listRoutes' | 'setRoute' | 'removeRoute'>

export function createRouteMethods({ routes }: RouteMethodsDeps): RouteMethods {
  return {
    listRoutes: async () => routes.list(),
    setRoute: async route => routes.set(route),
    async removeRoute({ name }) {
      routes.remove(name)
      return {}
    },
  }
}
