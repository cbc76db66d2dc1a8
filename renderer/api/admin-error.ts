import { AdminError } from '../../gateway/contract/admin-client.ts'

export const unauthorizedCode = 'admin_unauthorized'
/** The code of an admin call to which no answer came. */
export const unreachableCode = 'unreachable'

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof AdminError && error.code === code
}
