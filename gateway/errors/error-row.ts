import type { Amount } from '../budgets/amount.ts'

export interface ErrorRow {
  /** The HTTP status. Errors at start have one too, for the admin door. */
  readonly status: number
  readonly retry: 'never' | 'now' | 'later' | 'after-reset'
  /**
   * Safe to show to any caller. `{name}` is replaced by the detail of that name. A detail is text unless `detail` declares
   * another kind.
   */
  readonly message: string
  /** The kinds of details that are not text, and of details that only the headers need. */
  readonly detail?: Readonly<Record<string, DetailKind>>
}

/** The type of each kind of detail. */
export interface DetailTypes {
  readonly text: string
  readonly number: number
  /** Null if it is not known, or if there is none. */
  readonly 'number-or-null': number | null
  readonly list: readonly string[]
  readonly amount: Amount
}

export type DetailKind = keyof DetailTypes
export type DetailValue = DetailTypes[DetailKind]
