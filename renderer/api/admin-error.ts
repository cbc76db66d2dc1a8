import type { AdminFailure } from '../../gateway/contract/admin.ts'

/** A refused or failed admin call. `code` is the gateway's, or `unreachable` where no answer came. */
export class AdminError extends Error {
  readonly code: string
  readonly detail: AdminFailure['detail']

  constructor(
    failure: Pick<AdminFailure, 'code' | 'message'> & Partial<AdminFailure>,
    options?: ErrorOptions,
  ) {
    super(failure.message, options)
    this.name = 'AdminError'
    this.code = failure.code
    this.detail = failure.detail ?? {}
  }
}

export const unauthorizedCode = 'admin_unauthorized'
export const unreachableCode = 'unreachable'

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof AdminError && error.code === code
}
