import type { Migration } from '../migrate.ts'

/** Budgets, open holds, and entries: the truth about money. Amounts are integer nano-dollars; NULL is unknown. */
export const ledger0001: Migration = {
  version: 1,
  sql: `
    CREATE TABLE budgets (
      id TEXT PRIMARY KEY,
      client_id TEXT,                     -- NULL: everything
      window TEXT NOT NULL CHECK (window IN ('day', 'month')),
      zone TEXT NOT NULL,                 -- IANA
      unit TEXT NOT NULL CHECK (unit IN ('usd', 'tokens')),
      limit_amount INTEGER NOT NULL CHECK (limit_amount >= 0),
      created_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX budgets_identity ON budgets (coalesce(client_id, ''), window, zone, unit);

    -- One row a request that may still cost something. Settling removes it in the transaction that adds the entry.
    CREATE TABLE holds (
      request_id TEXT PRIMARY KEY,
      client_id TEXT NOT NULL,
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      format TEXT NOT NULL,
      sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
      input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
      output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
      amount_nano_usd INTEGER CHECK (amount_nano_usd >= 0),
      price_source TEXT,
      opened_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Append-only. The unique request_id is what makes a settlement happen once.
    CREATE TABLE entries (
      entry INTEGER PRIMARY KEY,
      request_id TEXT NOT NULL UNIQUE,
      client_id TEXT NOT NULL,
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
      certainty TEXT NOT NULL CHECK (certainty IN ('exact', 'estimated', 'none')),
      input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
      cache_read_tokens INTEGER NOT NULL CHECK (cache_read_tokens >= 0),
      cache_write_tokens INTEGER NOT NULL CHECK (cache_write_tokens >= 0),
      cache_write_1h_tokens INTEGER NOT NULL CHECK (cache_write_1h_tokens >= 0),
      output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
      cost_nano_usd INTEGER CHECK (cost_nano_usd >= 0),
      price_source TEXT,
      opened_at_ms INTEGER NOT NULL,
      settled_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX entries_opened ON entries (opened_at_ms);
  `,
}
