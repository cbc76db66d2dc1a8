// What counted towards a budget in several of its windows. Runs in the log reader's worker: windows may go back for months.
import type { Scope } from '../budgets/budget.ts'
import type { WindowBounds } from '../budgets/windows.ts'
import type { BudgetWindowView } from '../contract/budgets.ts'
import type { ReadonlyDb } from './database.ts'
import { joinHalves } from './safe-sum.ts'
import { type AmountRow, amountOf, openSince, within } from './spent.ts'

export interface BudgetHistoryQuestion {
  readonly scope: Scope
  readonly unit: 'usd' | 'tokens'
  /** Oldest first. They do not overlap. */
  readonly windows: readonly WindowBounds[]
}

export function openBudgetHistory(db: ReadonlyDb) {
  const since = openSince(db)

  return ({ scope, unit, windows }: BudgetHistoryQuestion): readonly BudgetWindowView[] => {
    const [first] = windows
    if (!first) return []
    const sums = db
      .prepare<{ entry: number; windows: string; id: string | null }, WindowRow>(`
        SELECT bounds.key AS position, ${amountOf[unit]}
        FROM entries JOIN json_each(@windows) AS bounds
          ON opened_at_ms >= bounds.value ->> '$.startMs' AND opened_at_ms < bounds.value ->> '$.endMs'
        WHERE entry >= @entry AND ${within[scope.kind]}
        GROUP BY bounds.key`)
      .safeIntegers()
      .all({ entry: since(first.startMs), windows: JSON.stringify(windows), id: scope.id })
    const spent = new Map(
      sums.map(row => [Number(row.position), joinHalves(row.amount_high, row.amount_low)]),
    )
    return windows.map(({ startMs, endMs }, position) => ({
      startMs,
      endMs,
      spent: String(spent.get(position) ?? 0n),
    }))
  }
}

interface WindowRow extends AmountRow {
  readonly position: bigint
}
