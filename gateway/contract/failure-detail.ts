import type { BudgetUnit } from './budgets.ts'

/**
 * The values that an error has beside its message, by name, as JSON. They depend on the error's code, and a newer Gatehouse
 * may have others. An `amount` is integer digits in its unit's smallest part: nano-dollars, tokens or requests.
 */
export type FailureDetail = Readonly<
  Record<
    string,
    | string
    | number
    | boolean
    | null
    | readonly string[]
    | { readonly amount: string; readonly unit: BudgetUnit }
  >
>
