import type { Attempt } from './attempt.ts'

/**
 * Resolves when everything is known that the settlement needs: what a worker still reads or counts. Undefined where that is
 * so already, as of nearly all answers. Never rejects.
 */
export function whenCounted(attempt: Attempt): Promise<void> | undefined {
  return attempt.reading?.then(() => countOf(attempt)) ?? countOf(attempt)
}

function countOf({ settlement, tally, usage }: Attempt): Promise<void> | undefined {
  return settlement || usage?.complete ? undefined : tally.counting()
}
