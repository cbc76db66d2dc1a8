import type { Migration } from '../migrate.ts'

/** Routes. `definition` is JSON of `RouteDefinition`. */
export const config0005: Migration = {
  version: 5,
  sql: `
    CREATE TABLE routes (
      name TEXT PRIMARY KEY CHECK (name <> ''),
      definition TEXT NOT NULL CHECK (json_valid(definition)),
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
