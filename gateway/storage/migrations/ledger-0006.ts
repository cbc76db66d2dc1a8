import type { Migration } from '../migrate.ts'

/**
 * The marks that budgets reached, as they were told, and how many requests each budget refused. Neither decides anything:
 * they are for looking.
 */
export const ledger0006: Migration = {
  version: 6,
  sql: `
    CREATE TABLE budget_alerts (
      alert INTEGER PRIMARY KEY,
      budget_id TEXT NOT NULL,            -- the budget may be gone
      name TEXT NOT NULL,                 -- the names of that time
      title TEXT NOT NULL,
      percent INTEGER NOT NULL CHECK (percent IN (50, 80, 100)),
      at_ms INTEGER NOT NULL
    ) STRICT;

    ALTER TABLE budgets ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0);
    ALTER TABLE budgets ADD COLUMN refused_since_ms INTEGER;
  `,
}
