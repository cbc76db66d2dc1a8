interface Step {
  readonly atMs: number
  /** Of steps at the same time, the one that was added first comes first. */
  readonly number: number
  readonly run: () => void
}

/** Runs steps in the order of their times, without waiting for any of them. A binary heap. */
export class TimedQueue {
  readonly #heap: Step[] = []
  readonly #setTime: (atMs: number) => void
  #added = 0

  /** `setTime` is called before each step. */
  constructor(setTime: (atMs: number) => void) {
    this.#setTime = setTime
  }

  add(atMs: number, run: () => void): void {
    const heap = this.#heap
    const step = { atMs, number: this.#added++, run }
    let place = heap.push(step) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      const other = heap[above]
      if (!other || !isBefore(step, other)) break
      heap[place] = other
      place = above
    }
    heap[place] = step
  }

  /** Runs all steps, also those that are added meanwhile. */
  run(): void {
    for (let step = this.#take(); step; step = this.#take()) {
      this.#setTime(step.atMs)
      step.run()
    }
  }

  #take(): Step | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || first === last) return first
    let place = 0
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const below = isRight ? right : left
      if (!below || !isBefore(below, last)) break
      heap[place] = below
      place = 2 * place + (isRight ? 2 : 1)
    }
    heap[place] = last
    return first
  }
}

function isBefore(one: Step, other: Step): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.number < other.number)
}
