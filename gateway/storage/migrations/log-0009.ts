import type { Migration } from '../migrate.ts'

/**
 * What the cache did for a request, as JSON, and of that what is added up or looked for. Null if the cache was switched off
 * for the request.
 */
export const log0009: Migration = {
  version: 9,
  sql: `
    ALTER TABLE requests ADD COLUMN cache TEXT;
    ALTER TABLE requests ADD COLUMN cache_outcome TEXT;
    ALTER TABLE requests ADD COLUMN cache_would_be TEXT;
    ALTER TABLE requests ADD COLUMN saved_nano_usd INTEGER;
    ALTER TABLE requests ADD COLUMN saved_ms REAL;
    -- Holds all that the sums of days need, so that rows are not read for them.
    CREATE INDEX requests_cache
      ON requests (started_at_ms, cache_outcome, cache_would_be, sandbox, saved_nano_usd, saved_ms)
      WHERE cache_outcome IS NOT NULL;
  `,
}
