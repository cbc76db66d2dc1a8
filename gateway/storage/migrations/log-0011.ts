import type { Migration } from '../migrate.ts'

/** Requests for a model without a price stood among those that were over a budget, which was not full. */
export const log0011: Migration = {
  version: 11,
  sql: `
    UPDATE requests SET outcome = 'no-price' WHERE outcome = 'over-budget' AND error_code = 'price_unknown';
  `,
}
