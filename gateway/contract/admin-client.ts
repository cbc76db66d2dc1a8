import { type AdminApi, type AdminFailure, type AdminMethod, type AdminReply, adminMethods } from './admin.ts'

/** One way to call the admin object: over the desktop app's bridge, or over loopback HTTP. */
export type AdminDoor = (method: AdminMethod, input: unknown) => Promise<AdminReply<unknown>>

/** A refused or failed admin call. `code` comes from the gateway. If no answer came, it comes from the door. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly code: string
  readonly detail: AdminFailure['detail']

  constructor(
    failure: Pick<AdminFailure, 'code' | 'message'> & Partial<AdminFailure>,
    options?: ErrorOptions,
  ) {
    super(failure.message, options)
    this.code = failure.code
    this.detail = failure.detail ?? {}
  }
}

/** Makes an admin object that calls the methods through a door. A refused call rejects with `AdminError`. */
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
