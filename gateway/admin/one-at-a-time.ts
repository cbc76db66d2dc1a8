/** Runs `act` for every call. Each waits until the call before it has ended, whether that succeeded or failed. */
export function oneAtATime<Args extends readonly unknown[], Result>(
  act: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve()
  return (...args) => {
    const result = before.then(() => act(...args))
    before = result.catch(() => {}) // its own caller gets the error
    return result
  }
}
