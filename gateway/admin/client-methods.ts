import type { Routes } from '../catalog/routes.ts'
import type { AdminApi } from '../contract/admin.ts'
import { GatewayError } from '../errors.ts'
import type { Clients } from '../identity/clients.ts'

type ClientMethods = Pick<
  AdminApi,
  | 'listClients'
  | 'createClient'
  | 'revokeClient'
  | 'pauseClient'
  | 'resumeClient'
  | 'renameClient'
  | 'assignClient'
  | 'setClientTranslation'
>

export function createClientMethods(clients: Clients, routes: Pick<Routes, 'list'>): ClientMethods {
  return {
    listClients: async () => clients.list(),
    createClient: async wish => clients.create(wish),
    async revokeClient({ id }) {
      clients.revoke(id)
      return {}
    },
    pauseClient: async ({ id }) => clients.pause(id),
    resumeClient: async ({ id }) => clients.resume(id),
    async renameClient({ id, name }) {
      refuseLostCondition(clients.get(id)?.name, name, routes)
      return clients.rename(id, name)
    },
    assignClient: async assignment => clients.assign(assignment),
    setClientTranslation: async translation => clients.setTranslation(translation),
  }
}

/** Conditions of routes name clients, so a rename would quietly send the client's requests elsewhere. */
function refuseLostCondition(from: string | undefined, to: string, routes: Pick<Routes, 'list'>): void {
  if (from === undefined) return
  for (const route of routes.list()) {
    const isLost = route.groups.some(
      ({ when }) => when?.clients?.includes(from) === true && !when.clients.includes(to),
    )
    if (!isLost) continue
    const reason = `The route "${route.name}" is for "${from}" by its name: let it name "${to}" too, then rename.`
    throw new GatewayError('input_invalid', { reason })
  }
}
