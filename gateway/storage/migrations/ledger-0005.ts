import type { Migration } from '../migrate.ts'

/**
 * The number of the attempt that a hold or an entry belongs to, and the bill by which a hold was priced (bill-text.ts). With
 * that bill, a hold that a crash left open is settled at the terms that the request asked for.
 */
export const ledger0005: Migration = {
  version: 5,
  sql: `
    ALTER TABLE holds ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1);
    ALTER TABLE holds ADD COLUMN service_tier TEXT;
    ALTER TABLE holds ADD COLUMN bill TEXT CHECK (bill IS NULL OR json_valid(bill));
    ALTER TABLE entries ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1);
  `,
}
