import type { Attempt } from './attempt.ts'

/**
 * Resolves when a worker has read and counted everything that the settlement needs. Undefined if nothing has to be waited
 * for, which is the case for nearly all answers. Never rejects.
 */
export function whenCounted(attempt: Attempt): Promise<void> | undefined {
  return attempt.reading?.then(() => countOf(attempt)) ?? countOf(attempt)
}

function countOf({ settlement, tally, usage }: Attempt): Promise<void> | undefined {
  return settlement || usage?.complete ? undefined : tally.counting()
}
