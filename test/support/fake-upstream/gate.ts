export interface Gate {
  /** Resolves when somebody first stands at the gate. */
  readonly reached: Promise<void>
  /** Resolves when let through. */
  pass(): Promise<void>
  /** Lets one through: who stands here longest, or the next to come. */
  letOne(): void
  /** Lets everybody through from now on. */
  open(): void
}

/** A point that the test holds shut, so that it need not sleep. */
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
