import type { UnauthenticatedCount } from '../contract/admin.ts'
import type { ErrorCode } from '../errors.ts'

export type UnauthenticatedCounts = ReturnType<typeof createUnauthenticatedCounts>

/**
 * Requests without a valid token, by what they were refused for, in this run. They are counted and not listed: whoever
 * has no token could push every row out of the log otherwise.
 */
export function createUnauthenticatedCounts() {
  const counts = new Map<ErrorCode, number>()
  return {
    add: (code: ErrorCode): void => void counts.set(code, (counts.get(code) ?? 0) + 1),
    /** Most first. */
    list: (): readonly UnauthenticatedCount[] =>
      [...counts]
        .map(([code, requests]) => ({ code, requests }))
        .sort((a, b) => b.requests - a.requests || a.code.localeCompare(b.code, 'en')),
  }
}
