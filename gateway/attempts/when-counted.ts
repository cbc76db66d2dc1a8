import type { Exchange } from '../exchange.ts'

/**
 * Resolves when everything is known that the settlement needs: what a worker still reads or counts. Undefined where that is
 * so already, as of nearly all answers. Never rejects.
 */
export function whenCounted(exchange: Exchange): Promise<void> | undefined {
  return exchange.reading?.then(() => countOf(exchange)) ?? countOf(exchange)
}

function countOf({ settlement, tally, usage }: Exchange): Promise<void> | undefined {
  return settlement || usage?.complete ? undefined : tally?.counting()
}
