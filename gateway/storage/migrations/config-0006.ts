import type { Migration } from '../migrate.ts'

/** Which providers the gateway found by itself, and which servers of one's own a person does not want. */
export const config0006: Migration = {
  version: 6,
  sql: `
    ALTER TABLE providers ADD COLUMN is_found INTEGER NOT NULL DEFAULT 0 CHECK (is_found IN (0, 1));
    CREATE TABLE removed_servers (
      server TEXT PRIMARY KEY,
      removed_at_ms INTEGER NOT NULL
    ) STRICT;
  `,
}
