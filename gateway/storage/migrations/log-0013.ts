import type { Migration } from '../migrate.ts'

/**
 * Which budgets refused a request, or would have refused it, so that the list can be filtered by it: their ids, each between
 * spaces. A budget that could not judge a request, because there was no price or no bound, refused nothing by its limit.
 */
export const log0013: Migration = {
  version: 13,
  sql: `
    ALTER TABLE requests ADD COLUMN refused_by TEXT;
    UPDATE requests SET refused_by = (
      SELECT ' ' || group_concat(json_extract(value, '$.id'), ' ') || ' ' FROM json_each(requests.budgets)
      WHERE json_extract(value, '$.verdict') IN ('refused', 'would-refuse')
        AND NOT (coalesce(json_extract(requests.failure, '$.type'), '') IN ('no-price', 'unbounded')
          AND json_extract(value, '$.id') = coalesce(json_extract(requests.failure, '$.budgetId'), ''))
    ) WHERE budgets LIKE '%refuse%';
  `,
}
