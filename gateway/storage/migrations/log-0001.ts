import type { Migration } from '../migrate.ts'

/** One row per request on a model route. It contains only the listed fields, never a prompt or an answer. */
export const log0001: Migration = {
  version: 1,
  sql: `
    CREATE TABLE requests (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL UNIQUE,
      started_at_ms INTEGER NOT NULL,
      client_id TEXT,
      client_name TEXT,
      format TEXT NOT NULL,
      path TEXT NOT NULL,
      provider_id TEXT,
      model TEXT,
      route TEXT,
      streaming INTEGER NOT NULL CHECK (streaming IN (0, 1)),
      sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
      outcome TEXT NOT NULL,
      status INTEGER NOT NULL,
      error_code TEXT,
      certainty TEXT NOT NULL CHECK (certainty IN ('exact', 'estimated', 'none')),
      input_tokens INTEGER,
      cache_read_tokens INTEGER,
      cache_write_tokens INTEGER,
      output_tokens INTEGER,
      reasoning_tokens INTEGER,
      cost_nano_usd INTEGER,
      price_source TEXT,
      estimated_input_tokens INTEGER,
      held_output_tokens INTEGER,
      held_nano_usd INTEGER,
      upstream_status INTEGER,
      upstream_request_id TEXT,
      user_agent TEXT,
      request_bytes INTEGER NOT NULL,
      response_bytes INTEGER NOT NULL,
      counted_ms REAL,
      hold_ms REAL,
      upstream_sent_ms REAL,
      upstream_headers_ms REAL,
      first_token_ms REAL,
      duration_ms REAL NOT NULL
    ) STRICT;
    CREATE INDEX requests_started ON requests (started_at_ms);
  `,
}
