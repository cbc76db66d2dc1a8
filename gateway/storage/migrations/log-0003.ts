import type { Migration } from '../migrate.ts'

/**
 * Adds what a request was for, because every request with a valid token now has a row. Also makes the model's name uniform:
 * it becomes the part of the route after the provider, where rows had the name that the caller wrote.
 */
export const log0003: Migration = {
  version: 3,
  sql: `
    ALTER TABLE requests ADD COLUMN purpose TEXT NOT NULL DEFAULT 'answer'
      CHECK (purpose IN ('answer', 'quote', 'count', 'models', 'other'));
    ALTER TABLE requests ADD COLUMN method TEXT;
    UPDATE requests SET model = substr(route, length(provider_id) + 2)
      WHERE provider_id IS NOT NULL AND route LIKE provider_id || '/%'
        AND model IS NOT substr(route, length(provider_id) + 2);
  `,
}
