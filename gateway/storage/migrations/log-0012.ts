import type { Migration } from '../migrate.ts'

/**
 * Why a request got no answer, and which budgets it had to do with, both as JSON. Null in the rows that are there already:
 * they only have a code.
 */
export const log0012: Migration = {
  version: 12,
  sql: `
    ALTER TABLE requests ADD COLUMN failure TEXT;
    ALTER TABLE requests ADD COLUMN budgets TEXT;
  `,
}
