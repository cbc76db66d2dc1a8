import type { Migration } from '../migrate.ts'

/**
 * Several keys for each provider. The key that a provider has so far becomes the first of them. It stays sealed under the
 * provider's id, which is why that is its id from now on.
 */
export const config0008: Migration = {
  version: 8,
  sql: `
    CREATE TABLE provider_keys (
      id TEXT PRIMARY KEY,
      provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
      name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
      -- Keys of one account share its limits. NULL: a key with limits of its own.
      quota_group TEXT CHECK (length(quota_group) BETWEEN 1 AND 64),
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      sealed_by TEXT NOT NULL,
      ciphertext BLOB NOT NULL,
      added_at_ms INTEGER NOT NULL,
      UNIQUE (provider_id, name)
    ) STRICT;
    INSERT INTO provider_keys (id, provider_id, name, position, kind, sealed_by, ciphertext, added_at_ms)
    SELECT provider_id, provider_id, 'default', 0, kind, sealed_by, ciphertext, created_at_ms FROM secrets;
    DROP TABLE secrets;
  `,
}
