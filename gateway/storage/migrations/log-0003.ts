import type { Migration } from '../migrate.ts'

/**
 * What a request was for, now that every request with a valid token has its row; and one name for a model, the one that
 * follows the provider in the route, where rows had it as the caller wrote it.
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
