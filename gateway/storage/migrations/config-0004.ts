import type { Migration } from '../migrate.ts'

/** What becomes of a client's requests that cannot be translated in full. */
export const config0004: Migration = {
  version: 4,
  sql: `
    -- NULL: as the setting onUnsupported says.
    ALTER TABLE clients ADD COLUMN on_unsupported TEXT CHECK (on_unsupported IN ('drop', 'warn', 'reject'));
  `,
}
