export interface Gate {
  /** Resolves when something waits at the gate for the first time. */
  readonly reached: Promise<void>
  /** Resolves when it is let through. */
  pass(): Promise<void>
  /** Lets one through: the one that has waited longest, or the next one that comes. */
  letOne(): void
  /** Lets everything through from now on. */
  open(): void
}

/** A point at which something waits until the test lets it through, so that tests need no sleeping. */
export function gate(): Gate {
  const arrival = Promise.withResolvers<void>()
  const standing: (() => void)[] = []
  let free = 0
  return {
    reached: arrival.promise,
    async pass() {
      arrival.resolve()
      if (free > 0) free -= 1
      else await new Promise<void>(resolve => standing.push(resolve))
    },
    letOne() {
      const first = standing.shift()
      if (first === undefined) free += 1
      else first()
    },
    open() {
      free = Number.POSITIVE_INFINITY
      for (const letThrough of standing.splice(0)) letThrough()
    },
  }
}
