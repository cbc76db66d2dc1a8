import type { Migration } from '../migrate.ts'

/**
 * Pauses that providers asked for and keys that they refused. A key that is locked until it changes has no end. Nothing
 * refers to the providers' table, because what is written here must never fail because a provider was removed.
 */
export const config0007: Migration = {
  version: 7,
  sql: `
    CREATE TABLE cool_downs (
      provider_id TEXT NOT NULL,
      cause TEXT NOT NULL CHECK (cause IN ('rate-limited', 'overloaded', 'quota', 'key-refused', 'model-gone')),
      is_of_key INTEGER NOT NULL CHECK (is_of_key IN (0, 1)),
      key_id TEXT,
      quota_group TEXT,
      model TEXT,
      until_ms INTEGER CHECK (until_ms IS NOT NULL OR cause = 'key-refused'),
      times INTEGER NOT NULL CHECK (times > 0),
      reason TEXT NOT NULL
    ) STRICT;
  `,
}
