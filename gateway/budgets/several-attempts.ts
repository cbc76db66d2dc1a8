import type { OpenHold } from './account.ts'
import type { Remainder } from './request-charges.ts'

interface Attempts {
  openHolds: number
  /** Shadow budgets that would have refused one of them: each is told of the request once. */
  shadowedBy: readonly string[]
}

/**
 * The requests that have several attempts, or that have ended one and go on. Others, which are nearly all, cost nothing
 * here.
 */
export function createSeveralAttempts(open: ReadonlyMap<number, OpenHold>) {
  const requests = new Map<string, Attempts>()

  function attemptsOf(requestId: string): Attempts {
    const known = requests.get(requestId)
    if (known) return known
    const first = [...open.values()].filter(hold => hold.requestId === requestId)
    return { openHolds: first.length, shadowedBy: first.flatMap(({ shadowedBy }) => shadowedBy) }
  }

  return {
    /** Before it is among the open ones. */
    opened({ requestId, attempt, shadowedBy }: OpenHold): void {
      if (attempt === 1) return
      const attempts = attemptsOf(requestId)
      attempts.openHolds++
      attempts.shadowedBy = [...attempts.shadowedBy, ...shadowedBy]
      requests.set(requestId, attempts)
    },

    closed({ requestId, shadowedBy }: OpenHold, goesOn: boolean): Remainder {
      const attempts = requests.get(requestId)
      if (!attempts) {
        if (goesOn) requests.set(requestId, { openHolds: 0, shadowedBy })
        return goesOn ? 'paused' : 'over'
      }
      attempts.openHolds--
      if (attempts.openHolds > 0) return 'running'
      if (goesOn) return 'paused'
      requests.delete(requestId)
      return 'over'
    },

    /** The hold never was. */
    forgotten({ requestId, shadowedBy }: OpenHold): void {
      const attempts = requests.get(requestId)
      if (!attempts) return
      attempts.openHolds--
      attempts.shadowedBy = attempts.shadowedBy.filter(id => !shadowedBy.includes(id))
    },

    /** False where it runs, or nothing is kept for it. */
    ended: (requestId: string): boolean =>
      requests.get(requestId)?.openHolds === 0 && requests.delete(requestId),

    shadowedBy: (requestId: string): readonly string[] => attemptsOf(requestId).shadowedBy,
  }
}
