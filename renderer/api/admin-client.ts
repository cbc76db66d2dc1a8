import {
  type AdminApi,
  type AdminMethod,
  type AdminReply,
  adminMethods,
} from '../../gateway/contract/admin.ts'
import { AdminError } from './admin-error.ts'

/** One way to reach the admin object: over the desktop app's bridge, or over loopback HTTP. */
export type AdminDoor = (method: AdminMethod, input: unknown) => Promise<AdminReply<unknown>>

/** The admin object as seen through a door. Refusals become `AdminError`. */
export function createAdminClient(door: AdminDoor): AdminApi {
  const entries = adminMethods.map(method => [
    method,
    async (input: unknown) => unwrap(await door(method, input)),
  ])
  return Object.fromEntries(entries) as AdminApi
}

function unwrap(reply: AdminReply<unknown>): unknown {
  if (reply.ok) return reply.value
  throw new AdminError(reply.error)
}
