import type { Migration } from '../migrate.ts'

/** The ledger's identity, settlements that it could not store as they came, and corrections of its time by a person. */
export const ledger0003: Migration = {
  version: 3,
  sql: `
    -- Of corrections alone, so that an ordinary request costs nothing more.
    CREATE INDEX entries_corrects ON entries (corrects) WHERE corrects IS NOT NULL;

    -- config.db notes it, so that an empty or another ledger beside it is told.
    CREATE TABLE ledger_identity (id TEXT PRIMARY KEY) STRICT;
    INSERT INTO ledger_identity (id) VALUES (lower(hex(randomblob(16))));

    -- Settlements that could not be taken as they came. Each has an entry of what was held, of unknown cost, which a
    -- repair corrects.
    CREATE TABLE set_aside (
      entry INTEGER PRIMARY KEY REFERENCES entries (entry),
      request_id TEXT NOT NULL,
      reason TEXT NOT NULL,
      reported TEXT NOT NULL,             -- what was to be written, as text
      set_aside_at_ms INTEGER NOT NULL,
      repaired_at_ms INTEGER,
      repaired_by TEXT,
      CHECK ((repaired_at_ms IS NULL) = (repaired_by IS NULL))
    ) STRICT;

    -- Who put the ledger's time right after a wrong clock, and which entries were dated anew for it, from when.
    CREATE TABLE clock_corrections (
      correction INTEGER PRIMARY KEY,
      corrected_by TEXT NOT NULL,
      from_ms INTEGER NOT NULL,
      to_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE redated_entries (
      correction INTEGER NOT NULL REFERENCES clock_corrections (correction),
      entry INTEGER NOT NULL REFERENCES entries (entry),
      opened_at_ms INTEGER NOT NULL,
      settled_at_ms INTEGER NOT NULL,
      PRIMARY KEY (correction, entry)
    ) STRICT, WITHOUT ROWID;
  `,
}
