import type { UnauthenticatedCount } from '../contract/admin.ts'
import type { ErrorCode } from '../errors.ts'

export type UnauthenticatedCounts = ReturnType<typeof createUnauthenticatedCounts>

/**
 * Counts the requests of this run that had no valid token, by the error that refused them. They get no row in the log,
 * because otherwise anybody without a token could push all other rows out of it.
 */
export function createUnauthenticatedCounts() {
  const counts = new Map<ErrorCode, number>()
  return {
    add: (code: ErrorCode): void => void counts.set(code, (counts.get(code) ?? 0) + 1),
    /** The most frequent error comes first. */
    list: (): readonly UnauthenticatedCount[] =>
      [...counts]
        .map(([code, requests]) => ({ code, requests }))
        .sort((a, b) => b.requests - a.requests || a.code.localeCompare(b.code, 'en')),
  }
}
