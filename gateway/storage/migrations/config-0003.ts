import type { Migration } from '../migrate.ts'

/** Which ledger this home was used with: one row, from the first start that had both. */
export const config0003: Migration = {
  version: 3,
  sql: `
    CREATE TABLE known_ledger (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      id TEXT NOT NULL,
      noted_at_ms INTEGER NOT NULL
    ) STRICT;
  `,
}
