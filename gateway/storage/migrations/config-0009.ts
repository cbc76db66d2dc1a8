import type { Migration } from '../migrate.ts'

/** What a client's token may differ in from the settings of the cache. */
export const config0009: Migration = {
  version: 9,
  sql: `
    -- NULL: the setting decides.
    ALTER TABLE clients ADD COLUMN cache_mode TEXT CHECK (cache_mode IN ('off', 'measure', 'exact', 'semantic'));
    -- Who may be given an answer that this client got, and whose answers it may be given.
    ALTER TABLE clients ADD COLUMN cache_scope TEXT NOT NULL DEFAULT 'client'
      CHECK (cache_scope IN ('client', 'team', 'everybody'));
    ALTER TABLE clients ADD COLUMN cache_allows_tools INTEGER NOT NULL DEFAULT 0
      CHECK (cache_allows_tools IN (0, 1));
  `,
}
