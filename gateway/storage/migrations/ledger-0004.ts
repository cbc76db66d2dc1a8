import type { Migration } from '../migrate.ts'

/** How fast each model writes: sums of the tokens and the milliseconds of its latest answers. Older answers weigh less. */
export const ledger0004: Migration = {
  version: 4,
  sql: `
    CREATE TABLE model_paces (
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      tokens REAL NOT NULL CHECK (tokens > 0),
      duration_ms REAL NOT NULL CHECK (duration_ms > 0),
      thinks INTEGER NOT NULL CHECK (thinks IN (0, 1)),
      updated_at_ms INTEGER NOT NULL,
      PRIMARY KEY (provider_id, model)
    ) STRICT, WITHOUT ROWID;
  `,
}
