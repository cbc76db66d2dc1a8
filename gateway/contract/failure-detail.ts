import type { BudgetUnit } from './budgets.ts'

/**
 * What an error says beside its message, by name, as JSON. Which details there are depends on the code; a newer Gatehouse
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
