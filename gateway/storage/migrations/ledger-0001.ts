import type { Migration } from '../migrate.ts'

/** Budgets, open holds, and entries. They are the truth about money. Amounts are integer nano-dollars; NULL is unknown. */
export const ledger0001: Migration = {
  version: 1,
  sql: `
    CREATE TABLE budgets (
      id TEXT PRIMARY KEY,
      scope_kind TEXT NOT NULL CHECK (scope_kind IN ('all', 'team', 'person', 'client', 'provider', 'model', 'project')),
      scope_id TEXT CHECK ((scope_id IS NULL) = (scope_kind = 'all')),
      kind TEXT NOT NULL CHECK (kind IN ('calendar', 'rolling', 'bucket', 'concurrency')),
      unit TEXT NOT NULL CHECK (unit IN ('usd', 'tokens', 'requests')),
      limit_amount INTEGER NOT NULL CHECK (limit_amount >= 0),
      window TEXT CHECK (window IN ('day', 'week', 'month')),
      zone TEXT,                          -- IANA
      week_start INTEGER CHECK (week_start BETWEEN 1 AND 7),
      month_start INTEGER CHECK (month_start BETWEEN 1 AND 31),
      hours INTEGER CHECK (hours > 0),
      refill_per_second REAL CHECK (refill_per_second >= 0),
      mode TEXT NOT NULL CHECK (mode IN ('hard', 'soft', 'shadow')),
      strict INTEGER NOT NULL CHECK (strict IN (0, 1)),
      at_cap TEXT NOT NULL CHECK (at_cap IN ('finish', 'cut')),
      created_at_ms INTEGER NOT NULL,
      -- A bucket's own: where it stood after the last commit that touched it, in millionths.
      level_micro INTEGER,
      level_at_ms INTEGER,
      CHECK ((kind = 'calendar') = (window IS NOT NULL AND zone IS NOT NULL)),
      CHECK ((kind = 'rolling') = (hours IS NOT NULL)),
      CHECK ((kind = 'bucket') = (refill_per_second IS NOT NULL))
    ) STRICT;

    -- One row a request that may still cost something. Settling removes it in the transaction that adds the entry:
    -- that is what makes a settlement happen once.
    CREATE TABLE holds (
      hold INTEGER PRIMARY KEY,
      request_id TEXT NOT NULL,
      client_id TEXT NOT NULL,
      person_id TEXT,
      team_id TEXT,
      project TEXT,
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      format TEXT NOT NULL,
      sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
      tools INTEGER NOT NULL CHECK (tools IN (0, 1)),
      reasoning INTEGER NOT NULL CHECK (reasoning IN (0, 1)),
      input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
      output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
      amount_nano_usd INTEGER CHECK (amount_nano_usd >= 0),
      price_source TEXT,
      shadowed TEXT,                      -- ids of the shadow budgets that would have refused it
      opened_at_ms INTEGER NOT NULL
    ) STRICT;

    -- Append-only, in the order of settled_at_ms, which never goes back: so that a window is found without an index.
    -- A correction is a row of its own that names the one it corrects, with the difference and no tokens.
    CREATE TABLE entries (
      entry INTEGER PRIMARY KEY,
      request_id TEXT NOT NULL,
      corrects INTEGER REFERENCES entries (entry),
      client_id TEXT NOT NULL,
      person_id TEXT,
      team_id TEXT,
      project TEXT,
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
      tools INTEGER NOT NULL CHECK (tools IN (0, 1)),
      reasoning INTEGER NOT NULL CHECK (reasoning IN (0, 1)),
      certainty TEXT NOT NULL CHECK (certainty IN ('exact', 'estimated', 'none')),
      held_input_tokens INTEGER NOT NULL,
      held_output_tokens INTEGER NOT NULL,
      first_output_tokens INTEGER,        -- held before anything was said; NULL in a correction
      held_nano_usd INTEGER,
      input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
      cache_read_tokens INTEGER NOT NULL CHECK (cache_read_tokens >= 0),
      cache_write_tokens INTEGER NOT NULL CHECK (cache_write_tokens >= 0),
      cache_write_1h_tokens INTEGER NOT NULL CHECK (cache_write_1h_tokens >= 0),
      audio_input_tokens INTEGER NOT NULL CHECK (audio_input_tokens >= 0),
      output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
      audio_output_tokens INTEGER NOT NULL CHECK (audio_output_tokens >= 0),
      reasoning_tokens INTEGER,           -- a part of output_tokens, where the provider says so
      service_tier TEXT,
      cost_nano_usd INTEGER CHECK (cost_nano_usd >= 0 OR corrects IS NOT NULL),
      -- What budgets were charged: the cost, or, as long as that is unknown, what was held for it.
      charged_nano_usd INTEGER NOT NULL CHECK (charged_nano_usd >= 0 OR corrects IS NOT NULL),
      price_source TEXT,
      shadowed TEXT,
      opened_at_ms INTEGER NOT NULL,
      settled_at_ms INTEGER NOT NULL
    ) STRICT;

    -- Tokens that a model's own tokenizer makes of one token of the nearest known encoding, as providers reported them.
    CREATE TABLE token_ratios (
      model TEXT PRIMARY KEY,
      samples INTEGER NOT NULL CHECK (samples > 0),
      mean REAL NOT NULL CHECK (mean > 0),
      variance REAL NOT NULL CHECK (variance >= 0),
      weight REAL NOT NULL CHECK (weight > 0),
      updated_at_ms INTEGER NOT NULL
    ) STRICT;
  `,
}
