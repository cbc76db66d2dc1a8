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

/** Whose requests count: `id` is null for everything. */
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

/** Who sent a request, and where it goes: what scopes are compared with. */
export interface Attribution {
  readonly clientId: ClientId
  readonly personId: string | undefined
  readonly teamId: string | undefined
  readonly providerId: string
  /** Without the provider. */
  readonly model: string
  /** As the caller says: it attributes, it does not secure. */
  readonly project: string | undefined
  readonly sandbox: boolean
}

/** What a request may take. */
export interface Ask {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Undefined: the model has no known price. */
  readonly amount: NanoUsd | undefined
  /** What the amount is the price of; undefined: plain tokens at the standard terms. */
  readonly bill?: Bill | undefined
}

/** What nothing bounds, in sentences that say what would. */
export interface Unbounded {
  readonly tokens: readonly string[]
  /** Those of the tokens among them. */
  readonly money: readonly string[]
}

/** Which bound of a request counts what its model thinks: every one, `max_completion_tokens` alone, or none. */
export type ThinkingBound = 'max_tokens' | 'max_completion_tokens' | 'none'

/** The most that a request may take. */
export interface WorstAsk extends Ask {
  /** Undefined: `max_tokens`. */
  readonly thinkingBound?: ThinkingBound
  /** Undefined: it has a bound. Else the numbers are what is known, and not the most. */
  readonly unbounded?: Unbounded | undefined
}

/** The sandbox costs nothing, so no budget covers it. */
export function covers({ kind, id }: Scope, request: Attribution): boolean {
  if (request.sandbox) return false
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
      return request.model === id || `${request.providerId}/${request.model}` === id
    default:
      return kind satisfies never
  }
}

/** `lab/vision` is within `lab`; `laboratory` is not. */
function isWithin(path: string | undefined, above: string | null): boolean {
  return path !== undefined && (path === above || path.startsWith(`${above}/`))
}

/** Undefined: asked in money of a model without a price. */
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

/** From the widest scope to the narrowest, then by age: the order in which budgets are shown and refuse. */
export function compareBudgets(a: Budget, b: Budget): number {
  const byScope = scopeKinds.indexOf(a.scope.kind) - scopeKinds.indexOf(b.scope.kind)
  if (byScope !== 0) return byScope
  const byPath = (a.scope.id ?? '').localeCompare(b.scope.id ?? '')
  if (byPath !== 0) return byPath
  return a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)
}
