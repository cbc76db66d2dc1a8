// Reads the options of `budget set` into a new budget. Throws a UsageError for everything that is wrong.
import {
  type BudgetMode,
  type BudgetRule,
  type BudgetUnit,
  type CalendarWindow,
  type NewBudget,
  type ScopeKind,
  scopeKinds,
} from '../contract/budgets.ts'
import { nanoUsd } from '../contract/units.ts'
import { UsageError } from './command.ts'
import { oneOf, parseInteger, required } from './parse-command.ts'

export const budgetOptions = {
  scope: 'text',
  window: 'text',
  zone: 'text',
  'week-start': 'text',
  'month-start': 'text',
  rolling: 'text',
  bucket: 'flag',
  'refill-per-second': 'text',
  'at-once': 'text',
  usd: 'text',
  tokens: 'text',
  requests: 'text',
  mode: 'text',
  strict: 'flag',
  'at-cap': 'text',
} as const

export type BudgetOptions = {
  readonly [Name in keyof typeof budgetOptions]?:
    | ((typeof budgetOptions)[Name] extends 'flag' ? boolean : string)
    | undefined
}

/** A scope as the person wrote it. A client is given by its name here, and its id is looked up later. */
export interface NamedScope {
  readonly kind: ScopeKind
  readonly name: string
}

export interface BudgetWanted extends Omit<NewBudget, 'scope'> {
  readonly scope: NamedScope
}

const windows: readonly CalendarWindow[] = ['day', 'week', 'month']
const modes: readonly BudgetMode[] = ['hard', 'soft', 'shadow']
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const hoursAtMost = 8784 // the hours of a leap year
const bucketAtMost = 999_999_999_999
const atOnceAtMost = 999_999

/** `localZone` is the time zone of calendar windows if --zone is not given. Throws UsageError. */
export function parseBudget(options: BudgetOptions, localZone: string): BudgetWanted {
  const scope = parseScope(required(options.scope, '--scope'))
  const rule = parseRule(options, localZone)
  const { strict, 'at-cap': atCap } = options
  if (rule.unit === 'requests' && (strict !== undefined || atCap !== undefined)) {
    throw new UsageError('--strict and --at-cap are about money and tokens: a request is one request.')
  }
  return {
    scope,
    rule,
    mode: oneOf(options.mode ?? 'hard', modes, '--mode'),
    strict: strict ?? false,
    atCap: oneOf(atCap ?? 'finish', ['finish', 'cut'], '--at-cap'),
  }
}

function parseScope(text: string): NamedScope {
  if (text === 'all') return { kind: 'all', name: '' }
  const colon = text.indexOf(':')
  const kind = scopeKinds.find(known => known !== 'all' && known === text.slice(0, colon))
  const name = text.slice(colon + 1)
  if (kind !== undefined && name !== '') return { kind, name }
  throw new UsageError(
    '--scope is all, team:NAME, person:NAME, client:NAME, provider:ID, model:NAME or project:NAME.',
  )
}

function parseRule(options: BudgetOptions, localZone: string): BudgetRule {
  const kinds = (['window', 'rolling', 'bucket', 'at-once'] as const).filter(
    kind => options[kind] !== undefined,
  )
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    throw new UsageError('Give one of --window, --rolling, --bucket and --at-once.')
  }
  refuseStrangers(options, kind)
  switch (kind) {
    case 'window':
      return { ...parseCalendar(options, localZone), ...parseSpent(options) }
    case 'rolling':
      return {
        kind: 'rolling',
        hours: parseInteger(options.rolling ?? '', '--rolling', 1, hoursAtMost),
        ...parseSpent(options),
      }
    case 'bucket':
      return parseBucket(options)
    case 'at-once':
      return {
        kind: 'concurrency',
        unit: 'requests',
        limit: String(parseInteger(options['at-once'] ?? '', '--at-once', 0, atOnceAtMost)),
      }
    default:
      return kind satisfies never
  }
}

/**
 * Throws UsageError for an option that the chosen kind of budget would ignore, since the person meant something by it.
 */
function refuseStrangers(options: BudgetOptions, kind: 'window' | 'rolling' | 'bucket' | 'at-once'): void {
  const belongs = [
    ['zone', '--window', kind === 'window'],
    ['week-start', '--window week', options.window === 'week'],
    ['month-start', '--window month', options.window === 'month'],
    ['refill-per-second', '--bucket', kind === 'bucket'],
    ['requests', '--bucket', kind === 'bucket'],
  ] as const
  for (const [name, owner, fits] of belongs) {
    if (options[name] !== undefined && !fits) throw new UsageError(`--${name} goes with ${owner} only.`)
  }
  if (kind === 'at-once' && (options.usd !== undefined || options.tokens !== undefined)) {
    throw new UsageError('--at-once is a limit by itself: leave --usd and --tokens out.')
  }
  if (kind === 'bucket' && options.usd !== undefined) {
    throw new UsageError('A bucket takes --tokens or --requests, not --usd.')
  }
}

function parseCalendar(options: BudgetOptions, localZone: string) {
  const weekStart = oneOf(options['week-start'] ?? 'monday', weekdays, '--week-start')
  return {
    kind: 'calendar',
    window: oneOf(options.window ?? '', windows, '--window'),
    zone: options.zone ?? localZone,
    weekStart: weekdays.indexOf(weekStart) + 1,
    monthStart: parseInteger(options['month-start'] ?? '1', '--month-start', 1, 31),
  } as const
}

function parseSpent({ usd, tokens }: BudgetOptions): { unit: 'usd' | 'tokens'; limit: string } {
  if ((usd === undefined) === (tokens === undefined)) throw new UsageError('Give one of --usd and --tokens.')
  if (tokens === undefined) return { unit: 'usd', limit: parseUsd(usd ?? '') }
  return {
    unit: 'tokens',
    limit: String(parseInteger(tokens, '--tokens', 0, Number.MAX_SAFE_INTEGER)),
  }
}

function parseUsd(text: string): string {
  try {
    const amount = nanoUsd(text).toString()
    if (amount.length <= 18) return amount
  } catch (error) {
    throw new UsageError('--usd takes an amount such as 12.50.', { cause: error })
  }
  throw new UsageError('--usd takes less than 1000000000.')
}

function parseBucket(options: BudgetOptions): BudgetRule {
  const { tokens, requests, 'refill-per-second': refill } = options
  if ((requests === undefined) === (tokens === undefined)) {
    throw new UsageError('Give one of --tokens and --requests.')
  }
  const unit: BudgetUnit = tokens === undefined ? 'requests' : 'tokens'
  const limit = parseInteger(tokens ?? requests ?? '', `--${unit}`, 0, bucketAtMost)
  return {
    kind: 'bucket',
    unit,
    limit: String(limit),
    refillPerSecond: refill === undefined ? withinAMinute(limit) : parseRefill(refill),
  }
}

/**
 * The refill that fills a bucket within a minute. It is the default because providers state their limits per minute.
 */
function withinAMinute(limit: number): number {
  return Math.min(Math.ceil((limit * 1000) / 60) / 1000, 1e9)
}

function parseRefill(text: string): number {
  if (/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) return Number(text)
  throw new UsageError('--refill-per-second takes a number such as 2 or 0.5, with three decimals at most.')
}
