import type { Routes } from '../catalog/routes.ts'
import type { AdminApi } from '../contract/admin.ts'
import { type CheckRouteDeps, checkRoute } from '../doctor/check-route.ts'
import { checkSurroundings } from '../doctor/surroundings.ts'
import { GatewayError } from '../errors.ts'
import { oneAtATime } from './one-at-a-time.ts'

export interface DoctorMethodsDeps extends Omit<CheckRouteDeps, 'listBudgets' | 'firstByteTimeoutMs'> {
  readonly routes: Pick<Routes, 'find'>
  readonly now: () => number
}

type Asked = Pick<AdminApi, 'readStatus' | 'listProviders' | 'testProvider' | 'listBudgets'>

export function createDoctorMethods(
  asked: Asked,
  deps: DoctorMethodsDeps & Pick<CheckRouteDeps, 'firstByteTimeoutMs'>,
): Pick<AdminApi, 'runDoctor'> {
  return {
    // Each trial of a route opens a gateway of its own.
    runDoctor: oneAtATime(async ({ route: name }) => {
      const atMs = deps.now()
      if (name === undefined) return { atMs, surroundings: await checkSurroundings(asked), route: null }
      const route = deps.routes.find(name)
      if (!route) throw new GatewayError('route_not_set', { name })
      const checkup = await checkRoute(route, { ...deps, listBudgets: asked.listBudgets })
      return { atMs, surroundings: [], route: checkup }
    }),
  }
}
