import type { GatewayError } from './errors.ts'
import type { Exchange } from './exchange.ts'

/**
 * The running exchanges. They are kept in an array: a Set through which thousands of exchanges pass replaces its tables
 * again and again, and each old table keeps its exchanges alive until the engine's next full collection.
 */
export class RunningExchanges {
  readonly #all: Exchange[] = []

  get size(): number {
    return this.#all.length
  }

  add(exchange: Exchange): void {
    exchange.place = this.#all.push(exchange) - 1
  }

  /** Removes an exchange. The last one of the list takes its place. */
  delete(exchange: Exchange): void {
    if (this.#all[exchange.place] !== exchange) return
    const last = this.#all.pop()
    if (!last || last === exchange) return
    this.#all[exchange.place] = last
    last.place = exchange.place
  }

  /** Cancels all exchanges, and their attempts with them. */
  cancel(reason: GatewayError): void {
    for (const { scope } of this.list()) scope.cancel(reason)
  }

  list(): readonly Exchange[] {
    return [...this.#all]
  }
}
