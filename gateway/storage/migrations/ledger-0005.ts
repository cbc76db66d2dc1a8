import type { Migration } from '../migrate.ts'

/**
 * Which attempt of its request a hold and an entry are of; and what a hold was priced by (bill-text.ts), so that what a crash
 * leaves open is settled at the terms that it was asked for at.
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
