import type { Migration } from '../migrate.ts'

/** What was left out and what was changed in a request that was translated, as JSON. Null if it was not translated. */
export const log0006: Migration = {
  version: 6,
  sql: 'ALTER TABLE requests ADD COLUMN receipt TEXT',
}
