/** Runs `act` for every call, each after the one before has ended, however that ended. */
export function oneAtATime<Args extends readonly unknown[], Result>(
  act: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve()
  return (...args) => {
    const result = before.then(() => act(...args))
    before = result.catch(() => {}) // told to the caller whose it is
    return result
  }
}
