// Why a request ended as it did, as the log keeps it for a person. Bounded, and without any key.
import type { BudgetUnit } from './budgets.ts'

/** Integer digits in the unit's smallest part: nano-dollars, tokens or requests. */
export interface AmountView {
  readonly amount: string
  readonly unit: BudgetUnit
}

/** A budget that the request had to do with. */
export interface TouchedBudget {
  readonly id: string
  /** Its title at that time: see budget-title.ts. Rows of older versions have its short name instead. */
  readonly name: string
  readonly verdict: BudgetVerdict
}

export type BudgetVerdict =
  /** It had room, and counted the request. */
  | 'counted'
  /** A shadow budget: it would have refused the request. */
  | 'would-refuse'
  /** A soft budget: it was exceeded, and let the request pass. */
  | 'passed'
  /** It refused the request because it could not tell what that costs: there is no price, or no bound. No limit was reached. */
  | 'unjudged'
  /** It refused the request, or one of the targets that were tried for it. */
  | 'refused'
  /** It had nothing left for a longer answer, which was ended there. */
  | 'cut'

/** When a request like this one passes. */
export type Passing =
  | { readonly type: 'at'; readonly atMs: number }
  /** When a running request ends: what it holds and does not take comes back. */
  | { readonly type: 'when-one-ends' }
  /** Waiting does not help: the budget does not fill by itself. */
  | { readonly type: 'by-hand' }
  /** It asks for more than the whole limit. */
  | { readonly type: 'never' }

/** How much of what was asked for is for the answer. */
export interface AskedAnswer {
  readonly tokens: number
  /** The member of the request's body that would make it less, such as `max_tokens`. Null if it was given, or none does. */
  readonly missingBound: string | null
}

/** Why a request got no answer, or only a part of one. */
export type RequestFailure =
  | {
      readonly type: 'budget'
      /** Null if it is not known. */
      readonly budgetId: string | null
      readonly budget: string
      readonly limit: AmountView
      readonly asked: AmountView
      readonly left: AmountView
      readonly passes: Passing
      /** Null if the budget counts requests. Undefined in rows of older versions. */
      readonly answer?: AskedAnswer | null
    }
  /** A strict budget, and nothing limits what the request can take. */
  | {
      readonly type: 'unbounded'
      readonly budgetId: string | null
      readonly budget: string
      readonly reason: string
    }
  | { readonly type: 'cut'; readonly budgetId: string | null; readonly budget: string }
  | {
      readonly type: 'no-price'
      readonly budgetId: string | null
      readonly budget: string
      readonly providerId: string | null
      readonly model: string
      /** The nearest names, if the provider does not list the model. Null if it does, undefined in rows of older versions. */
      readonly near?: readonly string[] | null
    }
  /** No provider has the model, or several have it. */
  | {
      readonly type: 'model'
      readonly asked: string
      readonly isAmbiguous: boolean
      /** The nearest names, or those that tell the several apart. */
      readonly names: readonly string[]
      readonly reason: string
    }
  /** The provider's key cannot be used. `reason` says why, and what to do. */
  | { readonly type: 'locked'; readonly providerId: string; readonly reason: string }
  | {
      readonly type: 'provider'
      readonly providerId: string
      /** The HTTP status of its answer. Null if it did not answer. */
      readonly status: number | null
      /** What kind of fault it was: see `gateway/attempts/fault.ts`. */
      readonly fault: string
      /** The provider's own words, if it answered with a failure. Otherwise what happened. */
      readonly message: string
      /** If the provider does not have the model: those of its own with the nearest names. */
      readonly names: readonly string[]
    }
  /** What the caller was told. */
  | { readonly type: 'other'; readonly message: string }
