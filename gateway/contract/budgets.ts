// Budgets as they pass the admin doors: plain JSON. Amounts are strings of integer digits.

export const scopeKinds = ['all', 'team', 'person', 'client', 'provider', 'model', 'project'] as const
export type ScopeKind = (typeof scopeKinds)[number]

/**
 * Whose requests a budget counts. Teams and projects are paths, so a budget on `lab` counts `lab/vision` too. A model is
 * `provider/model`, or a bare name, which counts at every provider.
 */
export type BudgetScope =
  | { readonly kind: 'all' }
  | { readonly kind: Exclude<ScopeKind, 'all'>; readonly id: string }

export type BudgetUnit = 'usd' | 'tokens' | 'requests'

export type CalendarWindow = 'day' | 'week' | 'month'

/**
 * How much is allowed in which window. `limit` is an integer in its unit's smallest part: nano-dollars, tokens or requests.
 */
export type BudgetRule =
  | {
      readonly kind: 'calendar'
      readonly window: CalendarWindow
      /** An IANA name. */
      readonly zone: string
      /** The ISO day of the week on which a week starts; 1 is Monday. */
      readonly weekStart: number
      /** The day on which a month starts, 1 to 31. In shorter months the last day. */
      readonly monthStart: number
      readonly unit: 'usd' | 'tokens'
      readonly limit: string
    }
  | {
      readonly kind: 'rolling'
      readonly hours: number
      readonly unit: 'usd' | 'tokens'
      readonly limit: string
    }
  /** A token bucket: it contains at most `limit`, and refills by this much per second, with at most three decimals. */
  | {
      readonly kind: 'bucket'
      readonly unit: 'tokens' | 'requests'
      readonly limit: string
      readonly refillPerSecond: number
    }
  /** How many requests may run at the same time. */
  | { readonly kind: 'concurrency'; readonly unit: 'requests'; readonly limit: string }

/**
 * `hard` refuses requests. `soft` lets them pass and tells the person. `shadow` only records what `hard` would have refused.
 */
export type BudgetMode = 'hard' | 'soft' | 'shadow'

export interface NewBudget {
  readonly scope: BudgetScope
  readonly rule: BudgetRule
  readonly mode: BudgetMode
  /**
   * True: holds the most that a request can cost, so that the limit is never exceeded. False: holds what requests usually
   * cost.
   */
  readonly strict: boolean
  /** What to do with a stream that exceeds its hold when nothing is left: let it finish, or end it properly there. */
  readonly atCap: 'finish' | 'cut'
}

export interface BudgetView extends NewBudget {
  readonly id: string
  /** For programs, and to be typed: 'all/day', 'notebook/month/tokens', 'team:lab/5h', 'all/at-once'. */
  readonly name: string
  /** What people read: see budget-title.ts. */
  readonly title: string
  /** What is used up in the current window, in the rule's unit. */
  readonly settled: string
  /** What is held by running requests. */
  readonly held: string
  /** What the next request may take; 0 if nothing is left. */
  readonly left: string
  /** Null if there is no window, as for buckets and limits of requests at the same time. */
  readonly windowStartMs: number | null
  readonly resetsAtMs: number | null
  /** How many requests of this window a hard budget would have refused. */
  readonly wouldHaveRefused: number
  /** How many requests it refused since `refusedSinceMs`, which is the start of the window if there is one. */
  readonly refused: number
  readonly refusedSinceMs: number
}

/** What counted towards a budget in one of its windows, in the rule's unit. */
export interface BudgetWindowView {
  readonly startMs: number
  readonly endMs: number
  readonly spent: string
}

export interface BudgetHistory {
  /** Oldest first; the last is the current one. None for budgets that have no windows. */
  readonly windows: readonly BudgetWindowView[]
}

/** A budget reached a mark. Reported once for each mark and window. */
export interface BudgetNotice {
  readonly budgetId: string
  /** For programs: see `BudgetView`. */
  readonly name: string
  /** What people read: see budget-title.ts. */
  readonly title: string
  readonly percent: 50 | 80 | 100
  readonly atMs: number
}
