// Runs the command line inside this process, with what a person types, and collects what it prints.
import { expect } from 'vitest'
import type { CommandContext } from '../../gateway/cli/command.ts'
import type { Desktop } from '../../gateway/cli/desktop.ts'
import { runCli } from '../../gateway/cli/run-cli.ts'
import { builtPlaces } from './built-program.ts'

/**
 * Runs the words of `args`, or the arguments that it lists, as a command on a home folder. `key` is read from standard input, and `yes` is the answer to
 * questions.
 */
export async function runCommand(
  homeDir: string,
  args: string | readonly string[],
  options: {
    readonly key?: string
    readonly yes?: boolean
    readonly localServers?: string
    readonly isTerminal?: boolean
    readonly desktop?: Desktop
    /** Aborted when the person presses Ctrl-C. */
    readonly stop?: AbortSignal
  } = {},
) {
  const lines = { stdout: [] as string[], stderr: [] as string[] }
  const context: CommandContext = {
    environment: { GATEHOUSE_HOME: homeDir, GATEHOUSE_LOCAL_SERVERS: options.localServers ?? 'off' },
    places: builtPlaces,
    print: line => lines.stdout.push(line),
    note: line => lines.stderr.push(line),
    readSecret: async () => options.key ?? '',
    confirm: async () => options.yes ?? false,
    stopSignal: () => options.stop ?? new AbortController().signal,
    endOnUnhandled: () => {},
    exitWithin: () => {},
    isTerminal: options.isTerminal ?? false,
    desktop: options.desktop,
    outputClosed: new AbortController().signal,
  }
  const words = typeof args === 'string' ? args.split(' ').filter(Boolean) : args
  const code = await runCli(words, context)
  return { code, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') }
}

/** Runs a command with `--json` and gives what it prints. The command must succeed. */
export async function runCommandForJson(homeDir: string, args: string | readonly string[]) {
  const asked = typeof args === 'string' ? `${args} --json` : [...args, '--json']
  const { code, stdout, stderr } = await runCommand(homeDir, asked)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
