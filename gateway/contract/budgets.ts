// What a budget is, as it crosses the doors: plain JSON, amounts as strings of integer digits.

export const scopeKinds = ['all', 'team', 'person', 'client', 'provider', 'model', 'project'] as const
export type ScopeKind = (typeof scopeKinds)[number]

/**
 * Whose requests count. Teams and projects are paths: a budget on `lab` covers `lab/vision` too. A model is
 * `provider/model`, or a bare name at any provider.
 */
export type BudgetScope =
  | { readonly kind: 'all' }
  | { readonly kind: Exclude<ScopeKind, 'all'>; readonly id: string }

export type BudgetUnit = 'usd' | 'tokens' | 'requests'

export type CalendarWindow = 'day' | 'week' | 'month'

/** How much, and per what. `limit` is an integer in its unit's smallest part: nano-dollars, tokens or requests. */
export type BudgetRule =
  | {
      readonly kind: 'calendar'
      readonly window: CalendarWindow
      /** IANA. */
      readonly zone: string
      /** ISO day of the week, 1 is Monday. */
      readonly weekStart: number
      /** Day of the month, 1 to 31; in shorter months the last day. */
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
  /** A token bucket: at most `limit` at once, filled again by so many a second, three decimals. */
  | {
      readonly kind: 'bucket'
      readonly unit: 'tokens' | 'requests'
      readonly limit: string
      readonly refillPerSecond: number
    }
  /** Requests that run at the same time. */
  | { readonly kind: 'concurrency'; readonly unit: 'requests'; readonly limit: string }

/** `hard` refuses; `soft` lets pass and tells; `shadow` only records what `hard` would have refused. */
export type BudgetMode = 'hard' | 'soft' | 'shadow'

export interface NewBudget {
  readonly scope: BudgetScope
  readonly rule: BudgetRule
  readonly mode: BudgetMode
  /** True: the true worst case is held, so that it is never exceeded. False: what answers usually take. */
  readonly strict: boolean
  /** A stream that outgrows its hold where nothing is left: let it finish, or end it properly there. */
  readonly atCap: 'finish' | 'cut'
}

export interface BudgetView extends NewBudget {
  readonly id: string
  /** As refusals name it: 'all/day', 'notebook/month/tokens', 'lab/5h'. */
  readonly name: string
  /** Used up in the current window, in the rule's unit. */
  readonly settled: string
  /** Held by requests that run. */
  readonly held: string
  /** What the next request may take; 0 where nothing is left. */
  readonly left: string
  /** Null where there is no window: a bucket, requests at once. */
  readonly windowStartMs: number | null
  readonly resetsAtMs: number | null
  /** Requests of this window that a hard budget would have refused. */
  readonly wouldHaveRefused: number
}

/** A budget reached a mark. Told once for each mark and window. */
export interface BudgetNotice {
  readonly budgetId: string
  readonly name: string
  readonly percent: 50 | 80 | 100
  readonly atMs: number
}
