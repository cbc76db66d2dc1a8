import type { Migration } from '../migrate.ts'

/**
 * One row per attempt of a request. It is deleted together with the request's row. Requests logged by older versions have
 * none.
 */
export const log0004: Migration = {
  version: 4,
  sql: `
    CREATE TABLE attempts (
      sequence INTEGER NOT NULL REFERENCES requests (sequence) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      format TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('complete', 'refused', 'broken', 'cut', 'left', 'lost')),
      upstream_status INTEGER,
      error_code TEXT,
      certainty TEXT NOT NULL CHECK (certainty IN ('exact', 'estimated', 'none')),
      input_tokens INTEGER,
      cache_read_tokens INTEGER,
      cache_write_tokens INTEGER,
      output_tokens INTEGER,
      reasoning_tokens INTEGER,
      cost_nano_usd INTEGER,
      held_nano_usd INTEGER,
      hold_ms REAL,
      upstream_sent_ms REAL,
      upstream_headers_ms REAL,
      first_token_ms REAL,
      ended_ms REAL,
      PRIMARY KEY (sequence, number)
    ) STRICT, WITHOUT ROWID;
  `,
}
