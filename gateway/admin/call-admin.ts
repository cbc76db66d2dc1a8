import { type AdminApi, type AdminMethod, type AdminReply, adminMethods } from '../contract/admin.ts'
import { toAdminFailure } from '../errors/admin-failure.ts'
import { GatewayError } from '../errors.ts'

/**
 * Calls an admin method by a name that came over IPC or HTTP. Throws `admin_method_unknown`, or what the method
 * throws.
 */
export async function callAdmin(admin: AdminApi, method: unknown, input: unknown): Promise<unknown> {
  if (!isAdminMethod(method)) {
    throw new GatewayError('admin_method_unknown', { method: String(method).slice(0, 64) })
  }
  const run = admin[method] as (input: unknown) => Promise<unknown>
  return run(input)
}

export function toFailure(error: GatewayError): AdminReply<never> {
  return { ok: false, error: toAdminFailure(error) }
}

function isAdminMethod(name: unknown): name is AdminMethod {
  return adminMethods.some(method => method === name)
}
