import type { Amount } from '../budgets/amount.ts'

export interface ErrorRow {
  /** HTTP status; start-up errors keep one for the admin door. */
  readonly status: number
  readonly retry: 'never' | 'now' | 'later' | 'after-reset'
  /** Safe to show to any caller. `{name}` is replaced by the detail of that name, which is text unless `detail` says more. */
  readonly message: string
  /** The kinds of the details that are no text, and of those that only the headers need. */
  readonly detail?: Readonly<Record<string, DetailKind>>
}

/** What a detail of each kind is. */
export interface DetailTypes {
  readonly text: string
  readonly number: number
  /** Null: not known, or there is none. */
  readonly 'number-or-null': number | null
  readonly list: readonly string[]
  readonly amount: Amount
}

export type DetailKind = keyof DetailTypes
export type DetailValue = DetailTypes[DetailKind]
