import type { Migration } from '../migrate.ts'

/** Clients, providers with their models, sealed secrets, prices that a person set, and settings. */
export const config0001: Migration = {
  version: 1,
  sql: `
    CREATE TABLE clients (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
      token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      token_prefix TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      last_used_at_ms INTEGER,
      revoked_at_ms INTEGER,
      person_id TEXT,
      team_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX clients_active_name ON clients (name) WHERE revoked_at_ms IS NULL;

    CREATE TABLE providers (
      id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
      kind TEXT NOT NULL,
      base_url TEXT NOT NULL,
      added_at_ms INTEGER NOT NULL,
      models_fetched_at_ms INTEGER,
      models_error TEXT
    ) STRICT;

    CREATE TABLE provider_models (
      provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      model_id TEXT NOT NULL,
      PRIMARY KEY (provider_id, position),
      UNIQUE (provider_id, model_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE secrets (
      provider_id TEXT PRIMARY KEY REFERENCES providers (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      sealed_by TEXT NOT NULL,
      ciphertext BLOB NOT NULL,
      created_at_ms INTEGER NOT NULL
    ) STRICT;

    -- Nano-dollars per million tokens. NULL: as the price table has it.
    CREATE TABLE price_overrides (
      provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
      model TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 256),
      input INTEGER NOT NULL CHECK (input >= 0),
      cache_read INTEGER CHECK (cache_read >= 0),
      cache_write INTEGER CHECK (cache_write >= 0),
      cache_write_1h INTEGER CHECK (cache_write_1h >= 0),
      audio_input INTEGER CHECK (audio_input >= 0),
      output INTEGER NOT NULL CHECK (output >= 0),
      audio_output INTEGER CHECK (audio_output >= 0),
      set_at_ms INTEGER NOT NULL,
      PRIMARY KEY (provider_id, model)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `,
}
