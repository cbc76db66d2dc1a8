import type {
  BudgetMode,
  BudgetRule,
  BudgetScope,
  BudgetUnit,
  BudgetView,
  CalendarWindow,
  NewBudget,
  ScopeKind,
} from '../../../gateway/contract/budgets.ts'
import { nanoUsd, toDecimalUsd } from '../../../gateway/contract/units.ts'

/**
 * The budget form's fields as they are typed. Fields of other kinds are kept, so that they are still filled in when that
 * kind is chosen again.
 */
export interface BudgetFields {
  readonly scopeKind: ScopeKind
  /** Empty if `scopeKind` is 'all'. */
  readonly scopeId: string
  readonly kind: BudgetRule['kind']
  readonly window: CalendarWindow
  readonly zone: string
  /** '1' means Monday. */
  readonly weekStart: string
  readonly monthStart: string
  readonly hours: string
  readonly refillPerSecond: string
  readonly unit: BudgetUnit
  readonly amount: string
  readonly mode: BudgetMode
  readonly strict: boolean
  readonly cuts: boolean
}

export const kinds = ['calendar', 'rolling', 'bucket', 'concurrency'] as const satisfies BudgetRule['kind'][]
export const windows = ['day', 'week', 'month'] as const satisfies CalendarWindow[]

const segment = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M} ._@-]*`
const scopePath = new RegExp(`^${segment}(?:/${segment})*$`, 'u')

const units = {
  calendar: ['usd', 'tokens'],
  rolling: ['usd', 'tokens'],
  bucket: ['tokens', 'requests'],
  concurrency: ['requests'],
} as const satisfies Record<BudgetRule['kind'], readonly BudgetUnit[]>

/** The most digits that the gateway accepts. */
const countDigits = { calendar: 15, rolling: 15, bucket: 12, concurrency: 6 } as const

export function newFields(zone: string): BudgetFields {
  return {
    scopeKind: 'all',
    scopeId: '',
    kind: 'calendar',
    window: 'month',
    zone,
    weekStart: '1',
    monthStart: '1',
    hours: '5',
    refillPerSecond: '1',
    unit: 'usd',
    amount: '',
    mode: 'hard',
    strict: false,
    cuts: false,
  }
}

/** A first budget where nobody but the sandbox answers. A few questions use it up, so that one sees what a refusal is. */
export function practiceFields(zone: string): BudgetFields {
  return { ...newFields(zone), scopeKind: 'provider', scopeId: 'sandbox', window: 'day', amount: '0.0001' }
}

export function unitsOf(kind: BudgetRule['kind']): readonly BudgetUnit[] {
  return units[kind]
}

/**
 * Changes the kind, and the unit if the new kind cannot count in it. The amount is then cleared, because a number of dollars
 * is not a number of tokens.
 */
export function withKind(fields: BudgetFields, kind: BudgetRule['kind']): BudgetFields {
  const fits = unitsOf(kind).includes(fields.unit)
  const unit = fits ? fields.unit : (unitsOf(kind)[0] ?? fields.unit)
  return { ...fields, kind, unit, amount: fits ? fields.amount : '' }
}

/** The same rule that the gateway has for the name of a team, a person or a project. */
export function isScopePath(text: string): boolean {
  return text.length <= 128 && scopePath.test(text)
}

export function isValidScopeId({ scopeKind, scopeId }: Pick<BudgetFields, 'scopeKind' | 'scopeId'>): boolean {
  switch (scopeKind) {
    case 'all':
      return true
    case 'team':
    case 'person':
    case 'project':
      return isScopePath(scopeId.trim())
    default:
      return scopeId.trim() !== '' && scopeId.trim().length <= 256
  }
}

export function isValidAmount({
  kind,
  unit,
  amount,
}: Pick<BudgetFields, 'kind' | 'unit' | 'amount'>): boolean {
  const pattern = unit === 'usd' ? /^\d{1,9}(\.\d{1,9})?$/ : new RegExp(`^\\d{1,${countDigits[kind]}}$`)
  return pattern.test(amount) && /[1-9]/.test(amount)
}

export function isWholeIn(text: string, minimum: number, maximum: number): boolean {
  return /^\d{1,6}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
}

export function isValidRefill(text: string): boolean {
  return /^\d{1,9}(\.\d{1,3})?$/.test(text)
}

/** Converts valid fields. Dollars stay decimal text all the way, so no floating-point number is involved. */
export function toNewBudget(fields: BudgetFields): NewBudget {
  const rule = toRule(fields)
  const countsRequests = rule.unit === 'requests'
  return {
    scope: toScope(fields),
    rule,
    mode: fields.mode,
    strict: fields.strict && !countsRequests,
    atCap: fields.cuts && !countsRequests ? 'cut' : 'finish',
  }
}

export function toFields({ scope, rule, mode, strict, atCap }: BudgetView, zone: string): BudgetFields {
  const { unit, limit } = rule
  return {
    ...newFields(zone),
    scopeKind: scope.kind,
    scopeId: scope.kind === 'all' ? '' : scope.id,
    kind: rule.kind,
    unit,
    amount: unit === 'usd' ? toDecimalUsd(BigInt(limit)) : limit,
    mode,
    strict,
    cuts: atCap === 'cut',
    ...(rule.kind === 'calendar' && {
      window: rule.window,
      zone: rule.zone,
      weekStart: String(rule.weekStart),
      monthStart: String(rule.monthStart),
    }),
    ...(rule.kind === 'rolling' && { hours: String(rule.hours) }),
    ...(rule.kind === 'bucket' && { refillPerSecond: String(rule.refillPerSecond) }),
  }
}

export function withLimit(budget: BudgetView, limit: string | undefined): BudgetView {
  return limit === undefined ? budget : { ...budget, rule: { ...budget.rule, limit } }
}

function toScope({ scopeKind, scopeId }: BudgetFields): BudgetScope {
  return scopeKind === 'all' ? { kind: 'all' } : { kind: scopeKind, id: scopeId.trim() }
}

function toRule(fields: BudgetFields): BudgetRule {
  const { kind, unit, amount } = fields
  const spent = unit === 'usd' ? 'usd' : 'tokens'
  const limit = unit === 'usd' ? nanoUsd(amount).toString() : BigInt(amount).toString()
  switch (kind) {
    case 'calendar': {
      const { window, zone } = fields
      // The start of a week or month is only kept for that window. Otherwise it would make another budget.
      const weekStart = window === 'week' ? Number(fields.weekStart) : 1
      const monthStart = window === 'month' ? Number(fields.monthStart) : 1
      return { kind, window, zone, weekStart, monthStart, unit: spent, limit }
    }
    case 'rolling':
      return { kind, hours: Number(fields.hours), unit: spent, limit }
    case 'bucket':
      return {
        kind,
        unit: unit === 'requests' ? unit : 'tokens',
        limit,
        refillPerSecond: Number(fields.refillPerSecond),
      }
    case 'concurrency':
      return { kind, unit: 'requests', limit }
    default:
      return kind satisfies never
  }
}
