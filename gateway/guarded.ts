// Node calls the listeners of sockets, timers and workers, and no code of ours could catch what they throw, so it would end
// the process. Every listener that may throw is therefore wrapped, with a function that handles its error.
import type { Logger } from 'pino'

/**
 * Wraps a listener. If it throws, `onThrow` gets the error and returns the result in its place. `onThrow` must not throw.
 */
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

/** Runs a step whose failure must not stop the steps after it. What it throws is logged. True if it did not throw. */
export function contained(log: Pick<Logger, 'error'>, what: string, step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    logSafely(log, error, what)
    return false
  }
}

/**
 * Logs an error. If logging itself fails, that is ignored: nothing should end because of it, and there is nobody to tell.
 */
export function logSafely(log: Pick<Logger, 'error'>, error: unknown, what: string): void {
  try {
    log.error({ err: error }, what)
  } catch {}
}
