import type { Migration } from '../migrate.ts'

/** How the cost is computed (pricing/arithmetic.ts), and why the reported usage is not believed. */
export const log0002: Migration = {
  version: 2,
  sql: `
    ALTER TABLE requests ADD COLUMN arithmetic TEXT CHECK (arithmetic IS NULL OR json_valid(arithmetic));
    ALTER TABLE requests ADD COLUMN doubt TEXT;
  `,
}
