import type { Migration } from '../migrate.ts'

/**
 * The only attempt of a request no longer has a row of its own: writing it took a third of the time of the request's row,
 * which has nearly everything that is to be said of it. These columns have the rest. They are null if nothing was held, or
 * if there were several attempts.
 */
export const log0005: Migration = {
  version: 5,
  sql: `
    ALTER TABLE requests ADD COLUMN attempt_format TEXT;
    ALTER TABLE requests ADD COLUMN attempt_state TEXT
      CHECK (attempt_state IN ('complete', 'refused', 'broken', 'cut', 'left', 'lost'));
    ALTER TABLE requests ADD COLUMN attempt_ended_ms REAL;
    UPDATE requests SET attempt_format = only.format, attempt_state = only.state, attempt_ended_ms = only.ended_ms
    FROM (SELECT sequence, number, format, state, ended_ms FROM attempts GROUP BY sequence HAVING count(*) = 1) AS only
    WHERE only.sequence = requests.sequence AND only.number = 1;
    DELETE FROM attempts WHERE sequence IN (SELECT sequence FROM requests WHERE attempt_state IS NOT NULL);
  `,
}
