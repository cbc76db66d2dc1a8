import type { Logger } from 'pino'

export interface LastResort {
  readonly process: Pick<NodeJS.EventEmitter, 'on'>
  readonly log: Pick<Logger, 'fatal'>
  /** Settles what runs and closes everything: see RunningGateway.closeNow. */
  readonly close: () => Promise<void>
  readonly exit: (code: number) => void
}

/** Longer than all steps of closing together take where nothing is waited for. */
const endWithinMs = 30_000

/**
 * For what nobody caught, which should be nothing: nobody knows what state the program is in, so it is told, what runs is
 * settled, and the program ends with exit code 1, within 30 seconds. For the edges of a program alone: a library has no
 * business with its process.
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
