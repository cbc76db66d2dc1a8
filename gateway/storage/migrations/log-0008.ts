import type { Migration } from '../migrate.ts'

/** The name of the provider's key that an attempt was sent with. Null if the provider had only one. */
export const log0008: Migration = {
  version: 8,
  sql: `
    ALTER TABLE requests ADD COLUMN attempt_key_name TEXT;
    ALTER TABLE attempts ADD COLUMN key_name TEXT;
  `,
}
