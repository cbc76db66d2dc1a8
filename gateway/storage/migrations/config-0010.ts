import type { Migration } from '../migrate.ts'

/** When a person paused a client's token. Null while it may be used. */
export const config0010: Migration = {
  version: 10,
  sql: 'ALTER TABLE clients ADD COLUMN paused_at_ms INTEGER',
}
