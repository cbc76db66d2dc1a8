import type { GatewayError } from './errors.ts'
import type { Exchange } from './exchange.ts'

/**
 * The exchanges that run. Not a Set: where thousands pass through one, each of its outgrown tables keeps the exchanges that
 * were in it, and the table after it, alive until the engine's next full collection.
 */
export class RunningExchanges {
  readonly #all: Exchange[] = []

  get size(): number {
    return this.#all.length
  }

  add(exchange: Exchange): void {
    exchange.place = this.#all.push(exchange) - 1
  }

  /** The last one takes its place. */
  delete(exchange: Exchange): void {
    if (this.#all[exchange.place] !== exchange) return
    const last = this.#all.pop()
    if (!last || last === exchange) return
    this.#all[exchange.place] = last
    last.place = exchange.place
  }

  /** All of them end, and their attempts with them. */
  cancel(reason: GatewayError): void {
    for (const { scope } of this.list()) scope.cancel(reason)
  }

  list(): readonly Exchange[] {
    return [...this.#all]
  }
}
