// Reads the options of `route set` into a route. Throws a UsageError for everything that is wrong.
import { type RouteDefinition, type Strategy, strategies } from '../contract/routes.ts'
import { UsageError } from './command.ts'
import { parseInteger } from './parse-command.ts'

export const routeOptions = {
  to: 'texts',
  weight: 'texts',
  strategy: 'text',
  'first-token-ms': 'text',
  'headers-ms': 'text',
  'tokens-per-second': 'text',
  hedge: 'flag',
  'hedge-after-ms': 'text',
  'on-refusal': 'text',
  'local-last-resort': 'flag',
  'continue-broken': 'flag',
  'no-sticky': 'flag',
} as const

type OptionName = keyof typeof routeOptions

export type RouteOptions = {
  readonly [Name in OptionName]?:
    | ((typeof routeOptions)[Name] extends 'texts'
        ? readonly string[]
        : (typeof routeOptions)[Name] extends 'text'
          ? string
          : boolean)
    | undefined
}

/** The options make a route of one group. Several groups, and conditions, are written in a file. */
export function parseRoute(name: string, options: RouteOptions): RouteDefinition {
  const strategy = parseStrategy(options.strategy)
  const limits = parseLimits(options)
  const afterMs = parseMs(options, 'hedge-after-ms')
  const onRefusal = options['on-refusal']
  if (onRefusal !== undefined && onRefusal !== 'next' && onRefusal !== 'tell')
    throw new UsageError('--on-refusal is next or tell.')
  return {
    name,
    groups: [{ strategy, targets: parseTargets(options, strategy) }],
    ...(limits && { limits }),
    ...((options.hedge || afterMs !== undefined) && { hedge: afterMs === undefined ? {} : { afterMs } }),
    ...(options['no-sticky'] && { sticky: false }),
    ...(onRefusal && { onRefusal }),
    ...(options['continue-broken'] && { continueBroken: true }),
    ...(options['local-last-resort'] && { localLastResort: true }),
  }
}

function parseTargets({ to = [], weight = [] }: RouteOptions, strategy: Strategy) {
  if (to.length === 0) throw new UsageError('--to is missing: give PROVIDER/MODEL, once for each target.')
  if (weight.length > 0 && strategy !== 'weighted')
    throw new UsageError('--weight goes with --strategy weighted only.')
  if (weight.length > 0 && weight.length !== to.length)
    throw new UsageError('Give --weight once for each --to, in the same order.')
  return to.map((target, index) => {
    if (!/^[^/\s]+\/./.test(target)) throw new UsageError('--to takes PROVIDER/MODEL.')
    const text = weight[index]
    return text === undefined ? { target } : { target, weight: parseNumber(text, '--weight', 0) }
  })
}

function parseStrategy(text = 'priority'): Strategy {
  const found = strategies.find(strategy => strategy === text)
  if (found) return found
  throw new UsageError(`--strategy is ${strategies.slice(0, -1).join(', ')} or ${strategies.at(-1)}.`)
}

function parseLimits(options: RouteOptions): RouteDefinition['limits'] {
  const headersMs = parseMs(options, 'headers-ms')
  const firstTokenMs = parseMs(options, 'first-token-ms')
  const speed = options['tokens-per-second']
  if (headersMs === undefined && firstTokenMs === undefined && speed === undefined) return undefined
  return {
    ...(headersMs !== undefined && { headersMs }),
    ...(firstTokenMs !== undefined && { firstTokenMs }),
    ...(speed !== undefined && { tokensPerSecond: parseNumber(speed, '--tokens-per-second', 0.001) }),
  }
}

function parseMs(
  options: RouteOptions,
  name: 'first-token-ms' | 'headers-ms' | 'hedge-after-ms',
): number | undefined {
  const text = options[name]
  return text === undefined ? undefined : parseInteger(text, `--${name}`, 10, 3_600_000)
}

function parseNumber(text: string, option: string, minimum: number): number {
  const value = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum) return value
  throw new UsageError(`${option} takes a number such as 2 or 0.5.`)
}
