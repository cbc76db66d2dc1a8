import type { Logger } from 'pino'
import type { Desktop } from './desktop.ts'
import type { Places } from './places.ts'

/** One command of the command line. */
export interface Command {
  /** The command's name, of one or more words: 'token create'. */
  readonly words: string
  /** The options and arguments that follow the name, as the help shows them: '--name NAME'. */
  readonly usage: string
  readonly summary: string
  /** Resolves with the exit code. `args` are the arguments after the command's name. */
  run(args: readonly string[], context: CommandContext): Promise<number>
}

/** What a command uses of its process. It is an interface, so that a test can pass its own. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv
  readonly places: Places
  /** Writes a line to standard output: the result that was asked for. */
  readonly print: (line: string) => void
  /** Writes a line to standard error: what a person should know besides the result. */
  readonly note: (line: string) => void
  /** Reads all of standard input. In a terminal, what the person types is not shown. */
  readonly readSecret: () => Promise<string>
  /** Asks the person. True if the answer is yes; false if there is no terminal to ask in. */
  readonly confirm: (question: string) => Promise<boolean>
  /** Aborted by SIGINT, SIGTERM or SIGHUP. The signals are handled from the first call on, and not before. */
  readonly stopSignal: () => AbortSignal
  /**
   * From this call on, an error that nothing catches is logged, `close` is called, and the process ends with exit code
   * 1.
   */
  readonly endOnUnhandled: (log: Logger, close: () => Promise<void>) => void
  /** Ends the process after so long, even if something still keeps it alive. To be called when the work is done. */
  readonly exitWithin: (ms: number) => void
  /** True if standard output is a terminal, and no file or other program. */
  readonly isTerminal: boolean
  /** Undefined if there is no desktop to show something on. */
  readonly desktop: Desktop | undefined
  /** Aborted when the reader of standard output has gone, as with `| head`. */
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
