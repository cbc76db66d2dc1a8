// Listeners of sockets, timers and workers are called by Node, and nobody stands above them: what one of them throws
// would end the process. So each that may throw is guarded, and each says what becomes of its error.
import type { Logger } from 'pino'

/** The listener, with what it throws handed to `onThrow`, which must not throw itself and gives the result instead. */
export function guarded<Given extends readonly unknown[], Result = void>(
  onThrow: (error: unknown) => Result,
  listener: (...given: Given) => Result,
): (...given: Given) => Result {
  return (...given) => {
    try {
      return listener(...given)
    } catch (error) {
      return onThrow(error)
    }
  }
}

/** Runs a step that the steps after it must not depend on: what it throws is logged. True where it threw nothing. */
export function contained(log: Pick<Logger, 'error'>, what: string, step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    logSafely(log, error, what)
    return false
  }
}

/** A log that cannot be written is no reason to end anything, and there is nobody else to tell. */
export function logSafely(log: Pick<Logger, 'error'>, error: unknown, what: string): void {
  try {
    log.error({ err: error }, what)
  } catch {}
}
