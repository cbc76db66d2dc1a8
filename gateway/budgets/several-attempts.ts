import type { OpenHold } from './account.ts'
import type { Remainder } from './request-charges.ts'

interface Attempts {
  openHolds: number
  /** The shadow budgets that would have refused one of the attempts. Each counts the request only once. */
  shadowedBy: readonly string[]
}

/**
 * Keeps track of requests that have several attempts, or that have ended one attempt and will have another. All other
 * requests, which are nearly all, cost nothing here.
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
    /** To be called before the hold is put into `open`. */
    opened({ requestId, attempt, shadowedBy }: OpenHold): void {
      // A request that was counted before its first attempt is known already.
      if (attempt === 1 && !requests.has(requestId)) return
      const attempts = attemptsOf(requestId)
      attempts.openHolds++
      attempts.shadowedBy = [...attempts.shadowedBy, ...shadowedBy]
      requests.set(requestId, attempts)
    },

    /** A request without an attempt. It may get one later. */
    counted(requestId: string, shadowedBy: readonly string[]): void {
      requests.set(requestId, { openHolds: 0, shadowedBy })
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

    /** Undoes `opened`, as if the hold had never been opened. */
    forgotten({ requestId, shadowedBy }: OpenHold): void {
      const attempts = requests.get(requestId)
      if (!attempts) return
      attempts.openHolds--
      attempts.shadowedBy = attempts.shadowedBy.filter(id => !shadowedBy.includes(id))
    },

    /**
     * True if the request was waiting for another attempt. False if an attempt is running, or if nothing is known of the
     * request.
     */
    ended: (requestId: string): boolean =>
      requests.get(requestId)?.openHolds === 0 && requests.delete(requestId),

    shadowedBy: (requestId: string): readonly string[] => attemptsOf(requestId).shadowedBy,
  }
}
