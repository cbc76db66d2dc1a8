import type { Migration } from '../migrate.ts'

/**
 * What is sealed is a BLOB: answers, questions, vectors, and verdicts, which quote questions. Keys and pairs are keyed hashes.
 * The large columns come last, so that a query for the others does not read them.
 */
export const cache0001: Migration = {
  version: 1,
  sql: `
    CREATE TABLE data_key (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      kind TEXT NOT NULL,
      sealed_by TEXT NOT NULL,
      ciphertext BLOB NOT NULL
    ) STRICT;
    CREATE TABLE entries (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      exact_key BLOB NOT NULL UNIQUE,
      fingerprint BLOB,
      client_id TEXT NOT NULL,
      provider_id TEXT NOT NULL,
      model TEXT NOT NULL,
      is_stream INTEGER NOT NULL CHECK (is_stream IN (0, 1)),
      content_type TEXT NOT NULL,
      cost_nano_usd INTEGER,
      duration_ms REAL NOT NULL,
      tokens TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      used_at_ms INTEGER NOT NULL,
      hits INTEGER NOT NULL DEFAULT 0,
      stored_bytes INTEGER NOT NULL,
      question BLOB,
      vector BLOB,
      answer BLOB NOT NULL
    ) STRICT;
    CREATE INDEX entries_fingerprint ON entries (fingerprint) WHERE fingerprint IS NOT NULL;
    CREATE INDEX entries_used ON entries (used_at_ms);
    CREATE INDEX entries_expire ON entries (expires_at_ms);
    CREATE INDEX entries_created ON entries (created_at_ms);
    CREATE TABLE hits (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      entry_id INTEGER NOT NULL,
      request_id TEXT NOT NULL,
      client_id TEXT NOT NULL,
      model TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('exact', 'semantic')),
      group_name TEXT NOT NULL,
      similarity REAL,
      age_ms REAL NOT NULL,
      served INTEGER NOT NULL CHECK (served IN (0, 1)),
      judgement TEXT CHECK (judgement IN ('same', 'different', 'undecided', 'wrong')),
      stored_bytes INTEGER NOT NULL,
      stored_question BLOB,
      asked_question BLOB,
      guard BLOB
    ) STRICT;
    CREATE INDEX hits_entry ON hits (entry_id);
    CREATE INDEX hits_at ON hits (at_ms);
    CREATE INDEX hits_judged ON hits (id) WHERE judgement IS NOT NULL;
    CREATE TABLE wrong_pairs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      pair BLOB NOT NULL UNIQUE
    ) STRICT;
  `,
}
