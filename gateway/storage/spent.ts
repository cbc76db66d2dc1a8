import type { SpentSource } from '../budgets/account.ts'
import type { Budget, Scope } from '../budgets/budget.ts'
import type { BudgetUnit } from '../contract/budgets.ts'
import type { openBudgetRows } from './budget-rows.ts'
import type { ReadonlyDb, WritableDb } from './database.ts'
import { entryInputTokens, entryOutputTokens } from './entry-tokens.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'

export const amountOf: Readonly<Record<BudgetUnit, string>> = {
  usd: sumInHalves('charged_nano_usd', 'amount'),
  tokens: sumInHalves(`${entryInputTokens} + ${entryOutputTokens}`, 'amount'),
  // No sum of requests is needed: a bucket stores its level, and requests that ran at the same time have all ended by now.
  requests: '0 AS amount_high, 0 AS amount_low',
}

const pathWithin = (column: string) =>
  `(${column} = @id OR substr(${column}, 1, length(@id) + 1) = @id || '/')`

/** The same condition as `covers` in budget.ts, in SQL. */
export const within: Readonly<Record<Scope['kind'], string>> = {
  all: 'sandbox = 0 AND @id IS NULL',
  team: `sandbox = 0 AND ${pathWithin('team_id')}`,
  project: `sandbox = 0 AND ${pathWithin('project')}`,
  person: 'sandbox = 0 AND person_id = @id',
  client: 'sandbox = 0 AND client_id = @id',
  provider: 'provider_id = @id',
  model: "(sandbox = 0 AND model = @id OR provider_id || '/' || model = @id)",
}

/** Reads from the entries what counts towards a budget from before this start, or before the budget was set. */
export function openSpent(db: WritableDb, budgets: ReturnType<typeof openBudgetRows>): SpentSource {
  const since = openSince(db)
  const total = (budget: Budget) =>
    db
      .prepare<{ entry: number; startMs: number; endMs: number; id: string | null }, AmountRow>(`
        SELECT ${amountOf[budget.rule.unit]} FROM entries
        WHERE entry >= @entry AND opened_at_ms >= @startMs AND opened_at_ms < @endMs
          AND ${within[budget.scope.kind]}`)
      .safeIntegers()
  const sliced = (budget: Budget) =>
    db
      .prepare<{ entry: number; startMs: number; sliceMs: number; id: string | null }, SliceRow>(`
        SELECT opened_at_ms / CAST(@sliceMs AS INTEGER) AS slice, ${amountOf[budget.rule.unit]} FROM entries
        WHERE entry >= @entry AND opened_at_ms >= @startMs AND ${within[budget.scope.kind]}
        GROUP BY 1`)
      .safeIntegers()
  const shadowed = db
    .prepare<{ entry: number; sinceMs: number; id: string }, number>(`
      SELECT count(*) FROM entries
      WHERE entry >= @entry AND opened_at_ms >= @sinceMs AND shadowed IS NOT NULL AND corrects IS NULL
        AND instr(' ' || shadowed || ' ', ' ' || @id || ' ') > 0`)
    .pluck()

  return {
    before: budget => ({
      between(startMs, endMs) {
        const bounds = { entry: since(startMs), startMs, endMs, id: budget.scope.id }
        const row = total(budget).get(bounds)
        return row ? joinHalves(row.amount_high, row.amount_low) : 0n
      },
      bySlice(startMs, sliceMs) {
        const bounds = { entry: since(startMs), startMs, sliceMs, id: budget.scope.id }
        return sliced(budget)
          .all(bounds)
          .map(row => ({ slice: Number(row.slice), amount: joinHalves(row.amount_high, row.amount_low) }))
      },
      level: budgets.level(budget.id),
    }),
    wouldHaveRefused: (budget, sinceMs) =>
      budget.mode === 'shadow' ? (shadowed.get({ entry: since(sinceMs), sinceMs, id: budget.id }) ?? 0) : 0,
    refused: ({ id }) => budgets.refused(id),
  }
}

export interface AmountRow {
  readonly amount_high: bigint
  readonly amount_low: bigint
}

interface SliceRow extends AmountRow {
  readonly slice: bigint
}

/**
 * Finds the first entry that can belong to a request opened at or after an instant. Entries are in the order of settling,
 * and a request is settled after it is opened. So a binary search finds that entry in two dozen steps. An index would make
 * every request slower.
 */
export function openSince(db: Pick<ReadonlyDb, 'prepare'>): (startMs: number) => number {
  const last = db.prepare<[], number>('SELECT coalesce(max(entry), 0) FROM entries').pluck()
  const settledAt = db
    .prepare<[number], number>('SELECT settled_at_ms FROM entries WHERE entry >= ? ORDER BY entry LIMIT 1')
    .pluck()
  return startMs => {
    let low = 1
    let high = (last.get() ?? 0) + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((settledAt.get(middle) ?? Number.POSITIVE_INFINITY) < startMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
