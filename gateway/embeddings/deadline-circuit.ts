/** This many missed deadlines in a row open the circuit. */
const missesInRow = 3
const firstPauseMs = 1000
const longestPauseMs = 30_000

/**
 * Keeps a busy machine from making each request wait for a vector that comes too late. After several missed deadlines it
 * opens for a second. Then requests are let through again, and the first of them that misses its deadline doubles the pause.
 */
export class DeadlineCircuit {
  readonly #monotonicMs: () => number
  #misses = 0
  #pauseMs = 0
  #opensUntilMs = Number.NEGATIVE_INFINITY

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  /** True while nobody should wait for a vector. */
  isOpen(): boolean {
    return this.#monotonicMs() < this.#opensUntilMs
  }

  missed(): void {
    if (++this.#misses < missesInRow || this.isOpen()) return
    this.#pauseMs = Math.min(this.#pauseMs === 0 ? firstPauseMs : 2 * this.#pauseMs, longestPauseMs)
    this.#opensUntilMs = this.#monotonicMs() + this.#pauseMs
  }

  /** A vector came in time. */
  met(): void {
    this.#misses = 0
    this.#pauseMs = 0
  }
}
