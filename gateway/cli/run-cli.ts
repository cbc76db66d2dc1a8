import { AdminError } from '../contract/admin-client.ts'
import { GatewayError } from '../errors.ts'
import { type Command, type CommandContext, CommandError, UsageError } from './command.ts'
import { commands } from './commands/index.ts'
import { printable } from './table.ts'

const commonHelp = [
  'Every command takes:',
  "  --home DIR  the home folder; else GATEHOUSE_HOME, else the platform's folder for application data",
  '  --json      print JSON',
  '  --help      show what a command takes',
  '',
  'Exit codes: 0 done, 1 failed, 2 called wrongly.',
]

/** Runs one command line and resolves with its exit code. A person's mistake is printed and not thrown. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(args, context)
  } catch (error) {
    const { code, line } = describeFailure(error)
    context.note(printable(line))
    return code
  }
}

async function dispatch(args: readonly string[], context: CommandContext): Promise<number> {
  const [words, rest] = splitWords(args)
  if (words.length === 0 && rest.includes('--version')) {
    context.print(context.places.version)
    return 0
  }
  const isHelp = rest.includes('--help') || rest.includes('-h') || words[0] === 'help'
  const topic = words[0] === 'help' ? words.slice(1) : words
  if (isHelp || topic.length === 0) {
    for (const line of describeCommands(topic)) context.print(line)
    return isHelp ? 0 : 2
  }
  const command = findCommand(topic)
  if (command === undefined) throw new UsageError(unknownCommand(topic))
  const operands = topic.slice(command.words.split(' ').length)
  return await command.run([...operands, ...rest], context)
}

/**
 * Splits arguments into the command's words and the rest. The options `--home DIR` and `--json` may come before the
 * words.
 */
function splitWords(args: readonly string[]): [words: readonly string[], rest: readonly string[]] {
  let start = 0
  while (args[start]?.startsWith('--')) start += args[start] === '--home' ? 2 : 1
  const afterWords = args.findIndex((argument, index) => index >= start && argument.startsWith('-'))
  const end = afterWords === -1 ? args.length : afterWords
  return [args.slice(start, end), [...args.slice(0, start), ...args.slice(end)]]
}

function findCommand(words: readonly string[]): Command | undefined {
  return commands.find(command => command.words.split(' ').every((word, index) => words[index] === word))
}

function unknownCommand([first = '', ...others]: readonly string[]): string {
  const group = commands.filter(({ words }) => words.startsWith(`${first} `))
  if (group.length === 0) return `There is no command "${first}": see --help.`
  const known = group.map(({ words }) => words.slice(first.length + 1)).join(', ')
  return others.length === 0 ? `${first} what? One of ${known}.` : `${first} has only ${known}.`
}

function describeCommands(topic: readonly string[]): readonly string[] {
  const wanted = topic.join(' ')
  const exact = findCommand(topic)
  const shown = exact
    ? [exact]
    : commands.filter(({ words }) => words === wanted || words.startsWith(`${wanted} `))
  const described = (shown.length > 0 ? shown : commands).flatMap(({ words, usage, summary }) => [
    `  ${words} ${usage}`.trimEnd(),
    `      ${summary}`,
  ])
  return ['Usage: gatehouse COMMAND [OPTIONS]', '', ...described, '', ...commonHelp]
}

function describeFailure(error: unknown): { readonly code: 1 | 2; readonly line: string } {
  if (error instanceof UsageError) return { code: 2, line: error.message }
  if (error instanceof AdminError || error instanceof GatewayError) {
    return { code: error.code === 'input_invalid' ? 2 : 1, line: withCause(error) }
  }
  if (error instanceof CommandError) return { code: 1, line: error.message }
  return { code: 1, line: connectionLost(error) ?? `Something went wrong: ${withCause(error)}` }
}

/** Adds the cause's message to an internal error, whose own message tells a person nothing to act on. */
function withCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const says = error instanceof GatewayError && error.code === 'internal' && error.cause instanceof Error
  return says ? `${error.message} ${(error.cause as Error).message}` : error.message
}

function connectionLost(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') return undefined
  return 'The running Gatehouse has gone away.'
}
