import type { Migration } from '../migrate.ts'

/** Fetched price tables, and the history of which table was in effect. */
export const config0002: Migration = {
  version: 2,
  sql: `
    CREATE TABLE price_tables (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      fetched_at_ms INTEGER NOT NULL,
      -- When the publisher was last asked and gave the same again.
      checked_at_ms INTEGER NOT NULL,
      sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
      -- As it was published, gzipped.
      data BLOB NOT NULL
    ) STRICT;

    -- The last row is what is in effect; no row: the built-in table.
    CREATE TABLE price_table_uses (
      use INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      -- NULL: the built-in one. A table that is no longer kept has its name here.
      table_id INTEGER,
      table_name TEXT NOT NULL,
      -- The built-in table of that time: a newer program may bring a newer one.
      built_in_name TEXT NOT NULL,
      chosen_by TEXT NOT NULL CHECK (chosen_by IN ('person', 'schedule'))
    ) STRICT;
  `,
}
