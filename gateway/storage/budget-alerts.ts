import type { BudgetNotice } from '../contract/budgets.ts'
import type { WritableDb } from './database.ts'

/** The oldest alerts go when there are more. */
const keptAlerts = 1000

/** The marks that budgets reached, for as long as they are kept. */
export function openBudgetAlerts(db: WritableDb) {
  const insert = db.prepare<[string, string, string, number, number]>(
    'INSERT INTO budget_alerts (budget_id, name, title, percent, at_ms) VALUES (?, ?, ?, ?, ?)',
  )
  const prune = db.prepare<[number | bigint]>('DELETE FROM budget_alerts WHERE alert <= ?')
  const newest = db.prepare<[number], BudgetNotice>(`
    SELECT budget_id AS budgetId, name, title, percent, at_ms AS atMs
    FROM budget_alerts ORDER BY alert DESC LIMIT ?`)
  const add = db.transaction(({ budgetId, name, title, percent, atMs }: BudgetNotice): void => {
    const { lastInsertRowid } = insert.run(budgetId, name, title, percent, atMs)
    prune.run(Number(lastInsertRowid) - keptAlerts)
  })

  return {
    /** Throws what SQLite throws. Nothing was written then. */
    addAlert: (alert: BudgetNotice): void => add(alert),
    /** The newest come first. */
    alerts: (limit: number): readonly BudgetNotice[] => newest.all(limit),
  }
}
