import type { Migration } from '../migrate.ts'

/** The id of the ledger with which this home was used. It has one row, written by the first start that had both. */
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
