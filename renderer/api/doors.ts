import type { AdminReply } from '../../gateway/contract/admin.ts'
import { type AdminDoor, AdminError } from '../../gateway/contract/admin-client.ts'
import { unauthorizedCode, unreachableCode } from './admin-error.ts'
import type { GatehouseBridge } from './bridge.ts'

export function createBridgeDoor(bridge: GatehouseBridge): AdminDoor {
  return (method, input) => bridge.invoke(method, input)
}

export interface HttpDoorDeps {
  /** The address that the page was loaded from. It ends with a slash. */
  readonly baseUrl: string
  readonly readToken: () => string | null
  readonly fetch: typeof globalThis.fetch
}

/**
 * The door over HTTP. Throws AdminError `admin_unauthorized` without sending anything if there is no token, and
 * `unreachable` if no answer came.
 */
export function createHttpDoor({ baseUrl, readToken, fetch }: HttpDoorDeps): AdminDoor {
  return async (method, input) => {
    const token = readToken()
    if (token === null) throw new AdminError({ code: unauthorizedCode, message: 'There is no admin token.' })
    try {
      const response = await fetch(new URL(`api/${method}`, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
        cache: 'no-store',
      })
      return (await response.json()) as AdminReply<unknown>
    } catch (cause) {
      throw new AdminError({ code: unreachableCode, message: 'Gatehouse did not answer.' }, { cause })
    }
  }
}
