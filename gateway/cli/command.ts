import type { Logger } from 'pino'
import type { Places } from './places.ts'

/** One command of the command line. */
export interface Command {
  /** The words that call it: 'token create'. */
  readonly words: string
  /** What follows them, for the help: '--name NAME'. */
  readonly usage: string
  readonly summary: string
  /** Resolves with the exit code. `args` is what stood after the words. */
  run(args: readonly string[], context: CommandContext): Promise<number>
}

/** The process around a command, so that a test can stand in for it. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv
  readonly places: Places
  /** One line to standard output: what was asked for. */
  readonly print: (line: string) => void
  /** One line to standard error: what a person should know beside it. */
  readonly note: (line: string) => void
  /** All of standard input; without echo where a person types it. */
  readonly readSecret: () => Promise<string>
  /** True where a person says yes; false without a terminal to ask at. */
  readonly confirm: (question: string) => Promise<boolean>
  /** Aborted by SIGINT, SIGTERM or SIGHUP; listening starts with the call. */
  readonly stopSignal: () => AbortSignal
  /** From now on what nobody catches is logged, `close` is called, and the process ends with exit code 1. */
  readonly endOnUnhandled: (log: Logger, close: () => Promise<void>) => void
  /** The work is done: what still keeps the process alive after this long is not waited for. */
  readonly exitWithin: (ms: number) => void
  /** Aborted when nobody reads standard output any more. */
  readonly outputClosed: AbortSignal
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command could not do its work: exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
