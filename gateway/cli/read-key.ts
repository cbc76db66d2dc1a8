import { type CommandContext, UsageError } from './command.ts'

/**
 * The key from the environment variable or from standard input. Undefined if neither is asked for. A key is never an argument,
 * because arguments are in the list of processes. Throws UsageError.
 */
export async function readKey(
  variable: string | undefined,
  fromStdin: boolean,
  context: CommandContext,
): Promise<string | undefined> {
  if (variable !== undefined && fromStdin) throw new UsageError('Use --key-env or --key-stdin, not both.')
  if (variable !== undefined) {
    const key = context.environment[variable]
    if (!key) throw new UsageError(`The environment variable ${variable} is not set.`)
    return key
  }
  if (!fromStdin) return undefined
  const key = (await context.readSecret()).replace(/\r?\n$/, '')
  if (key === '') throw new UsageError('No key came on standard input.')
  return key
}
