import type { Migration } from '../migrate.ts'

/** How a request came to its answer, as JSON. Null if it asked for a model by its own name and that answered at once. */
export const log0007: Migration = {
  version: 7,
  sql: 'ALTER TABLE requests ADD COLUMN trace TEXT',
}
