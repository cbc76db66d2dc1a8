import type { Migration } from '../migrate.ts'

/** Whose request it was and for what, so that the list can be filtered by it. Null in the rows that are there already. */
export const log0010: Migration = {
  version: 10,
  sql: `
    ALTER TABLE requests ADD COLUMN person_id TEXT;
    ALTER TABLE requests ADD COLUMN team_id TEXT;
    ALTER TABLE requests ADD COLUMN project TEXT;
  `,
}
