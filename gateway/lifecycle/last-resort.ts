import type { Logger } from 'pino'

export interface LastResort {
  readonly process: Pick<NodeJS.EventEmitter, 'on'>
  readonly log: Pick<Logger, 'fatal'>
  /** Settles the running requests and closes everything: see RunningGateway.closeNow. */
  readonly close: () => Promise<void>
  readonly exit: (code: number) => void
}

/** Longer than all steps of closing take together when running requests are not waited for. */
const endWithinMs = 30_000

/**
 * Handles errors that nothing else caught. There should be none. After one the program may be in any state, so the error is
 * logged, the running requests are settled, and the program ends with exit code 1 within 30 seconds. Only the entry of a
 * program may call this, because a library must not end the process that uses it.
 */
export function endOnUnhandled({ process, log, close, exit }: LastResort): void {
  let ending = false
  const end = (error: unknown) => {
    try {
      log.fatal({ err: error }, 'nobody caught this: the program ends')
    } catch {}
    if (ending) return
    ending = true
    setTimeout(exit, endWithinMs, 1)
    close().then(
      () => exit(1),
      () => exit(1),
    )
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
