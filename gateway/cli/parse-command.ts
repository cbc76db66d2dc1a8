import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

/** An option of the kind `texts` may be given several times. */
type OptionKinds = Readonly<Record<string, 'text' | 'texts' | 'flag'>>
type OptionValues<Kinds extends OptionKinds> = {
  readonly [Name in keyof Kinds]:
    | (Kinds[Name] extends 'text' ? string : Kinds[Name] extends 'texts' ? readonly string[] : boolean)
    | undefined
}

const common = { home: 'text', json: 'flag' } as const

type Parsed<Kinds extends OptionKinds> = OptionValues<Kinds & typeof common> & {
  /** As many as `operandNames` has names, and the optional ones that were given. */
  readonly operands: readonly string[]
}

/**
 * Reads the arguments after a command's name: the options that every command has, the options of `kinds`, one operand for
 * each name in `operandNames`, and up to `optionalOperands` more. Throws UsageError.
 */
export function parseCommand<const Kinds extends OptionKinds>(
  args: readonly string[],
  kinds: Kinds,
  operandNames: readonly string[] = [],
  optionalOperands = 0,
): Parsed<Kinds> {
  const { values, positionals } = parseStrictly(args, { ...common, ...kinds })
  if (positionals.length < operandNames.length) {
    throw new UsageError(`Missing: ${operandNames.slice(positionals.length).join(' ')}.`)
  }
  // The message does not repeat the argument, because it may be a key in the wrong place.
  if (positionals.length > operandNames.length + optionalOperands)
    throw new UsageError('There is one argument too many.')
  return { ...values, operands: positionals } as Parsed<Kinds>
}

function parseStrictly(args: readonly string[], kinds: OptionKinds) {
  refuseKeyArgument(args)
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === 'flag' ? 'boolean' : 'string', multiple: kind === 'texts' },
    ]),
  )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    // Keeps the first sentence of Node's message. The rest advises how to escape arguments, which helps with no
    // command here.
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${message.split(/\.\s|\n/, 1)[0]?.replace(/\.$/, '')}.`, { cause: error })
  }
}

function refuseKeyArgument(args: readonly string[]): void {
  if (!args.some(argument => argument === '--key' || argument.startsWith('--key='))) return
  throw new UsageError(
    'A key is never an argument, because every process could read it there: use --key-env VAR or --key-stdin.',
  )
}

/** The value. Throws a UsageError that names the option if it is missing or empty. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing.`)
  return value
}

/** Reads a whole number in decimal digits. Throws UsageError if it is none or out of the range. */
export function parseInteger(text: string, option: string, minimum: number, maximum: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  throw new UsageError(`${option} takes a whole number from ${minimum} to ${maximum}.`)
}

/** The word. Throws a UsageError that names the option and its words if it is none of them. */
export function oneOf<Word extends string>(text: string, words: readonly Word[], option: string): Word {
  const found = words.find(word => word === text)
  if (found !== undefined) return found
  throw new UsageError(`${option} is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`)
}
