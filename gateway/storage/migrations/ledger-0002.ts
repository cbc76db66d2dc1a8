import type { Migration } from '../migrate.ts'

/** What a bill depends on besides tokens and the service tier (bill-text.ts), and why an amount is doubtful. */
export const ledger0002: Migration = {
  version: 2,
  sql: `
    ALTER TABLE entries ADD COLUMN bill TEXT CHECK (bill IS NULL OR json_valid(bill));
    ALTER TABLE entries ADD COLUMN doubt TEXT;
  `,
}
