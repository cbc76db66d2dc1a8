import type { RefusalCount, RefusedBefore } from '../budgets/account.ts'
import type { Budget, Rule } from '../budgets/budget.ts'
import type { BucketLevel } from '../budgets/gauge.ts'
import type { BudgetMode, BudgetUnit, CalendarWindow, ScopeKind } from '../contract/budgets.ts'
import type { WritableDb } from './database.ts'

export function openBudgetRows(db: WritableDb) {
  const all = db.prepare<[], BudgetRow>('SELECT * FROM budgets ORDER BY created_at_ms, id').safeIntegers()
  const put = db.prepare(`
    INSERT INTO budgets (id, scope_kind, scope_id, kind, unit, limit_amount, window, zone, week_start, month_start, hours,
                         refill_per_second, mode, strict, at_cap, created_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET limit_amount = excluded.limit_amount, refill_per_second = excluded.refill_per_second,
                                   mode = excluded.mode, strict = excluded.strict, at_cap = excluded.at_cap`)
  const remove = db.prepare<[string]>('DELETE FROM budgets WHERE id = ?')
  const level = db
    .prepare<[string], { readonly level_micro: bigint | null; readonly level_at_ms: bigint | null }>(
      'SELECT level_micro, level_at_ms FROM budgets WHERE id = ?',
    )
    .safeIntegers()
  const refused = db.prepare<[string], RefusedBefore>(
    'SELECT refused, refused_since_ms AS sinceMs FROM budgets WHERE id = ? AND refused_since_ms IS NOT NULL',
  )
  const setRefused = db.prepare<[number, number, string]>(
    'UPDATE budgets SET refused = ?, refused_since_ms = ? WHERE id = ?',
  )
  const putRefusals = db.transaction((counts: readonly RefusalCount[]): void => {
    for (const { budgetId, refused, sinceMs } of counts) setRefused.run(refused, sinceMs, budgetId)
  })

  return {
    budgets: (): readonly Budget[] => all.all().map(toBudget),

    putBudget({ id, scope, rule, mode, strict, atCap, createdAtMs }: Budget): void {
      const calendar = rule.kind === 'calendar' ? rule : undefined
      // biome-ignore format: one line a column group
      put.run(
        id, scope.kind, scope.id, rule.kind, rule.unit, rule.limit,
        calendar?.window ?? null, calendar?.zone ?? null, calendar?.weekStart ?? null, calendar?.monthStart ?? null,
        rule.kind === 'rolling' ? rule.hours : null, rule.kind === 'bucket' ? rule.refillPerSecond : null,
        mode, strict ? 1 : 0, atCap, createdAtMs,
      )
    },

    /** Writes everything or nothing. A budget that is gone is passed over. */
    putRefusals: (counts: readonly RefusalCount[]): void => putRefusals(counts),

    /** Undefined if the budget has refused nothing yet. */
    refused: (id: string): RefusedBefore | undefined => refused.get(id),

    removeBudget: (id: string): boolean => remove.run(id).changes === 1,

    /** The last stored level of a bucket. Undefined if nothing was taken from it yet. */
    level(id: string): BucketLevel | undefined {
      const row = level.get(id)
      if (!row || row.level_micro === null || row.level_at_ms === null) return undefined
      return { micro: row.level_micro, atMs: Number(row.level_at_ms) }
    },
  }
}

interface BudgetRow {
  readonly id: string
  readonly scope_kind: ScopeKind
  readonly scope_id: string | null
  readonly kind: Rule['kind']
  readonly unit: BudgetUnit
  readonly limit_amount: bigint
  readonly window: CalendarWindow | null
  readonly zone: string | null
  readonly week_start: bigint | null
  readonly month_start: bigint | null
  readonly hours: bigint | null
  readonly refill_per_second: number | null
  readonly mode: BudgetMode
  readonly strict: bigint
  readonly at_cap: 'finish' | 'cut'
  readonly created_at_ms: bigint
}

function toBudget(row: BudgetRow): Budget {
  return {
    id: row.id,
    scope: { kind: row.scope_kind, id: row.scope_id },
    rule: toRule(row),
    mode: row.mode,
    strict: row.strict === 1n,
    atCap: row.at_cap,
    createdAtMs: Number(row.created_at_ms),
  }
}

/** The table's CHECK constraints make sure that each kind of rule has its columns. */
function toRule(row: BudgetRow): Rule {
  const limit = row.limit_amount
  switch (row.kind) {
    case 'calendar':
      return {
        kind: 'calendar',
        window: row.window ?? 'day',
        zone: row.zone ?? 'UTC',
        weekStart: Number(row.week_start ?? 1n),
        monthStart: Number(row.month_start ?? 1n),
        unit: row.unit === 'tokens' ? 'tokens' : 'usd',
        limit,
      }
    case 'rolling':
      return {
        kind: 'rolling',
        hours: Number(row.hours),
        unit: row.unit === 'tokens' ? 'tokens' : 'usd',
        limit,
      }
    case 'bucket':
      return {
        kind: 'bucket',
        unit: row.unit === 'tokens' ? 'tokens' : 'requests',
        refillPerSecond: row.refill_per_second ?? 0,
        limit,
      }
    case 'concurrency':
      return { kind: 'concurrency', unit: 'requests', limit }
    default:
      return row.kind satisfies never
  }
}
