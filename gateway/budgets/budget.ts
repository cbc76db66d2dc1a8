// What a budget covers, and what a request asks of it. Pure.
import {
  type BudgetMode,
  type BudgetUnit,
  type CalendarWindow,
  type ScopeKind,
  scopeKinds,
} from '../contract/budgets.ts'
import type { ClientId, NanoUsd } from '../contract/units.ts'
import type { Bill } from '../pricing/bill.ts'

export type Rule =
  | {
      readonly kind: 'calendar'
      readonly window: CalendarWindow
      readonly zone: string
      readonly weekStart: number
      readonly monthStart: number
      readonly unit: 'usd' | 'tokens'
      readonly limit: bigint
    }
  | {
      readonly kind: 'rolling'
      readonly hours: number
      readonly unit: 'usd' | 'tokens'
      readonly limit: bigint
    }
  | {
      readonly kind: 'bucket'
      readonly unit: 'tokens' | 'requests'
      readonly limit: bigint
      readonly refillPerSecond: number
    }
  | { readonly kind: 'concurrency'; readonly unit: 'requests'; readonly limit: bigint }

/** Whose requests a budget counts. `id` is null if it counts all. */
export interface Scope {
  readonly kind: ScopeKind
  readonly id: string | null
}

export interface Budget {
  readonly id: string
  readonly scope: Scope
  readonly rule: Rule
  readonly mode: BudgetMode
  readonly strict: boolean
  readonly atCap: 'finish' | 'cut'
  readonly createdAtMs: number
}

/** Who sent a request and where it goes. Scopes are compared with this. */
export interface Attribution {
  readonly clientId: ClientId
  readonly personId: string | undefined
  readonly teamId: string | undefined
  readonly providerId: string
  /** The model's name without the provider. */
  readonly model: string
  /**
   * The project that the caller names. Any caller may name any project, so it serves to attribute costs and not to limit
   * access.
   */
  readonly project: string | undefined
  readonly sandbox: boolean
}

/** How much a request may take: the usual case, the worst case, or what is held for it. */
export interface Ask {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Undefined if the model has no known price. */
  readonly amount: NanoUsd | undefined
  /** What the amount was calculated from. Undefined for plain tokens at the standard terms. */
  readonly bill?: Bill | undefined
}

/** Why a request has no upper bound. Each sentence says what would give it one. */
export interface Unbounded {
  readonly tokens: readonly string[]
  /** The reasons that concern money. All reasons that concern tokens are among them. */
  readonly money: readonly string[]
}

/**
 * Which bound in a request also limits the tokens that the model thinks: every bound, only `max_completion_tokens`, or none.
 */
export type ThinkingBound = 'max_tokens' | 'max_completion_tokens' | 'none'

/** The most that a request can take. */
export interface WorstAsk extends Ask {
  /** `max_tokens` if it is not given. */
  readonly thinkingBound?: ThinkingBound
  /** Undefined if the request has a bound. Otherwise the amounts are only the part that is known, and not the most. */
  readonly unbounded?: Unbounded | undefined
}

/**
 * Whether a budget's scope covers the request. The sandbox's money is pretended, so it only counts in budgets that name the
 * sandbox or its model: these are for practice.
 */
export function covers({ kind, id }: Scope, request: Attribution): boolean {
  if (request.sandbox && kind !== 'provider' && kind !== 'model') return false
  switch (kind) {
    case 'all':
      return true
    case 'team':
      return isWithin(request.teamId, id)
    case 'project':
      return isWithin(request.project, id)
    case 'person':
      return request.personId === id
    case 'client':
      return request.clientId === id
    case 'provider':
      return request.providerId === id
    case 'model':
      return (request.model === id && !request.sandbox) || `${request.providerId}/${request.model}` === id
    default:
      return kind satisfies never
  }
}

/** `lab/vision` is within `lab`, but `laboratory` is not. */
function isWithin(path: string | undefined, above: string | null): boolean {
  return path !== undefined && (path === above || path.startsWith(`${above}/`))
}

/** Undefined if the budget is in money and the model has no price. */
export function askedIn(unit: BudgetUnit, { inputTokens, outputTokens, amount }: Ask): bigint | undefined {
  switch (unit) {
    case 'usd':
      return amount
    case 'tokens':
      return BigInt(inputTokens + outputTokens)
    case 'requests':
      return 1n
    default:
      return unit satisfies never
  }
}

/**
 * From the widest scope to the narrowest, then by age. Budgets are listed in this order, and the first that is exceeded
 * refuses.
 */
export function compareBudgets(a: Budget, b: Budget): number {
  const byScope = scopeKinds.indexOf(a.scope.kind) - scopeKinds.indexOf(b.scope.kind)
  if (byScope !== 0) return byScope
  const byPath = (a.scope.id ?? '').localeCompare(b.scope.id ?? '')
  if (byPath !== 0) return byPath
  return a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)
}
