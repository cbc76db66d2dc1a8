// The types of each error's details, derived from the error's row, and how details are written in its message.
import { amountInWords } from '../budgets/amount.ts'
import type { DetailKind, DetailTypes, DetailValue } from './error-row.ts'
import { type ErrorCode, type ErrorRowOf, errorTable } from './error-table.ts'

/** The names in a message: for 'No {a} in {b}.' these are 'a' | 'b'. */
type PlaceholderOf<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never

/** The kinds of details that a row declares. */
type DeclaredOf<Row> = Row extends { readonly detail: infer Kinds } ? Kinds : Readonly<Record<never, never>>

type DetailName<Code extends ErrorCode> =
  | PlaceholderOf<ErrorRowOf<Code>['message']>
  | (keyof DeclaredOf<ErrorRowOf<Code>> & string)

type KindOf<Code extends ErrorCode, Name> =
  DeclaredOf<ErrorRowOf<Code>> extends { readonly [Declared in Name & string]: infer Kind extends DetailKind }
    ? Kind
    : 'text'

/** Exactly the details of an error with this code. For several codes, the details of one of them. */
export type ErrorDetail<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? { readonly [Name in DetailName<Code>]: DetailTypes[KindOf<Code, Name>] }
  : never

/** Details that are enough for each of several codes. */
export type DetailForAll<Code extends ErrorCode> = (
  Code extends ErrorCode
    ? (detail: ErrorDetail<Code>) => void
    : never
) extends (detail: infer Detail) => void
  ? Detail
  : never

export function describeError<Code extends ErrorCode>(code: Code, detail: ErrorDetail<Code>): string {
  const values: Readonly<Record<string, DetailValue>> = detail
  return errorTable[code].message.replace(/\{(\w+)\}/g, (_, name: string) => show(values[name]))
}

function show(value: DetailValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') {
    return 'amount' in value ? amountInWords(value.amount, value.unit) : value.join(', ')
  }
  return String(value)
}
