import type { WritableDb } from './database.ts'

/** Of an entry in the file, whatever it holds. */
export interface EntryFacts {
  readonly id: number
  readonly clientId: string
  readonly providerId: string
  readonly model: string
  readonly isStream: boolean
  readonly contentType: string
  readonly costNanoUsd: bigint | undefined
  readonly durationMs: number
  readonly tokens: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
}

export interface EntryRow extends EntryFacts {
  readonly exactKey: Uint8Array
  readonly fingerprint: Uint8Array | undefined
  readonly storedBytes: number
  readonly question: Uint8Array | undefined
  readonly vector: Uint8Array | undefined
  readonly answer: Uint8Array
}

/** The sealed parts are as they are in the file. */
export interface FoundEntry extends EntryFacts {
  readonly question: Uint8Array | undefined
  readonly answer: Uint8Array
}

export interface ListedEntry extends Pick<EntryFacts, 'id' | 'clientId' | 'model' | 'createdAtMs'> {
  readonly usedAtMs: number
  readonly hits: number
  readonly storedBytes: number
  readonly question: Uint8Array | undefined
  readonly isEmbedded: boolean
}

export interface NearEntry {
  readonly createdAtMs: number
  readonly question: Uint8Array
  readonly vector: Uint8Array
}

/** An entry that is gone from the file. */
export interface GoneEntry {
  readonly id: number
  readonly exactKey: Uint8Array
  readonly fingerprint: Uint8Array | null
  readonly storedBytes: number
}

export interface KeysRow {
  readonly id: number
  readonly exactKey: Uint8Array
  readonly fingerprint: Uint8Array | null
}

interface FoundRow {
  readonly id: bigint
  readonly client_id: string
  readonly provider_id: string
  readonly model: string
  readonly is_stream: bigint
  readonly content_type: string
  readonly cost_nano_usd: bigint | null
  readonly duration_ms: number
  readonly tokens: string
  readonly created_at_ms: bigint
  readonly expires_at_ms: bigint
  readonly question: Uint8Array | null
  readonly answer: Uint8Array
}

export type CacheEntries = ReturnType<typeof openCacheEntries>

const columnsFound =
  'id, client_id, provider_id, model, is_stream, content_type, cost_nano_usd, duration_ms, tokens, created_at_ms, expires_at_ms, question, answer'
/** Neither what is expired, nor what was stored at a time that is still to come for a clock that was set back. */
const isValid = 'created_at_ms <= @nowMs AND expires_at_ms > @nowMs'
const returning = 'RETURNING id, exact_key AS exactKey, fingerprint, stored_bytes AS storedBytes'

type At = { readonly nowMs: number }

/** The entries of cache.db. Times are in milliseconds since 1970. */
export function openCacheEntries(db: WritableDb) {
  const insert = prepareInsert(db)
  const byKey = db
    .prepare<[At & { key: Uint8Array }], FoundRow>(
      `SELECT ${columnsFound} FROM entries WHERE exact_key = @key AND ${isValid}`,
    )
    .safeIntegers()
  const byId = db
    .prepare<[At & { id: number }], FoundRow>(
      `SELECT ${columnsFound} FROM entries WHERE id = @id AND ${isValid}`,
    )
    .safeIntegers()
  const near = db.prepare<[At & { id: number }], NearEntry>(
    `SELECT created_at_ms AS createdAtMs, question, vector FROM entries
     WHERE id = @id AND ${isValid} AND question IS NOT NULL AND vector IS NOT NULL`,
  )
  const touch = db.prepare<[At & { id: number }]>(
    'UPDATE entries SET used_at_ms = max(used_at_ms, @nowMs), hits = hits + 1 WHERE id = @id',
  )
  const list = db.prepare<
    [number, number],
    Omit<ListedEntry, 'isEmbedded' | 'question'> & { isEmbedded: number; question: Uint8Array | null }
  >(
    `SELECT id, client_id AS clientId, model, created_at_ms AS createdAtMs, used_at_ms AS usedAtMs, hits,
            stored_bytes AS storedBytes, question, vector IS NOT NULL AS isEmbedded
     FROM entries WHERE created_at_ms < ? ORDER BY created_at_ms DESC, id DESC LIMIT ?`,
  )
  const keys = db.prepare<[number, number], KeysRow>(
    'SELECT id, exact_key AS exactKey, fingerprint FROM entries WHERE id > ? ORDER BY id LIMIT ?',
  )
  const vectors = db.prepare<[Uint8Array, number, number], { id: number; vector: Uint8Array }>(
    'SELECT id, vector FROM entries WHERE fingerprint = ? AND id > ? AND vector IS NOT NULL ORDER BY id LIMIT ?',
  )
  const newest = db
    .prepare<[], number | null>('SELECT max(max(created_at_ms), max(used_at_ms)) FROM entries')
    .pluck()
  const lastId = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").pluck()

  return {
    ...prepareRemovals(db),
    /** The entry's key must not be there. */
    insert,
    findByKey: (key: Uint8Array, nowMs: number) => toFound(byKey.get({ key, nowMs })),
    findById: (id: number, nowMs: number) => toFound(byId.get({ id, nowMs })),
    near: (id: number, nowMs: number): NearEntry | undefined => near.get({ id, nowMs }),
    touch: (id: number, nowMs: number): void => void touch.run({ id, nowMs }),
    list: (beforeMs: number, limit: number): readonly ListedEntry[] =>
      list.all(beforeMs, limit).map(row => ({
        ...row,
        question: row.question ?? undefined,
        isEmbedded: row.isEmbedded === 1,
      })),
    /** In the order of their ids, for `afterId` of 0 from the first on. */
    keys: (afterId: number, limit: number) => keys.all(afterId, limit),
    vectors: (fingerprint: Uint8Array, afterId: number, limit: number) =>
      vectors.all(fingerprint, afterId, limit),
    /** The latest time at which one was stored or given. */
    newestMs: (): number => newest.get() ?? 0,
    /** No entry ever had a larger id. */
    lastId: (): number => lastId.get() ?? 0,
  }
}

function prepareInsert(db: WritableDb): (row: EntryRow) => void {
  const insert = db.prepare(`
    INSERT INTO entries (id, exact_key, fingerprint, client_id, provider_id, model, is_stream, content_type, cost_nano_usd,
                         duration_ms, tokens, created_at_ms, expires_at_ms, used_at_ms, stored_bytes, question, vector, answer)
    VALUES (@id, @exactKey, @fingerprint, @clientId, @providerId, @model, @isStream, @contentType, @costNanoUsd,
            @durationMs, @tokens, @createdAtMs, @expiresAtMs, @createdAtMs, @storedBytes, @question, @vector, @answer)`)
  return row =>
    void insert.run({
      ...row,
      isStream: row.isStream ? 1 : 0,
      fingerprint: row.fingerprint ?? null,
      costNanoUsd: row.costNanoUsd ?? null,
      question: row.question ?? null,
      vector: row.vector ?? null,
    })
}

function prepareRemovals(db: WritableDb) {
  const remove = (where: string) =>
    db.prepare<unknown[], GoneEntry>(
      `DELETE FROM entries WHERE id IN (SELECT id FROM entries ${where}) ${returning}`,
    )
  const byId = remove('WHERE id = ?')
  const byKey = remove('WHERE exact_key = ?')
  const byClient = remove('WHERE client_id = ? LIMIT ?')
  const byModel = remove('WHERE model = ? LIMIT ?')
  const expired = remove('WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?')
  const leastUsed = remove('ORDER BY used_at_ms, id LIMIT ?')
  const all = db.prepare('DELETE FROM entries')
  const another = db
    .prepare<[Uint8Array], number>('SELECT 1 FROM entries WHERE fingerprint = ? LIMIT 1')
    .pluck()
  const sums = db.prepare<[], { entries: number; bytes: number }>(
    'SELECT count(*) AS entries, coalesce(sum(stored_bytes), 0) AS bytes FROM entries',
  )
  const large = db
    .prepare<[number, number], Uint8Array>(
      `SELECT fingerprint FROM entries WHERE fingerprint IS NOT NULL GROUP BY fingerprint HAVING count(*) > ?
       ORDER BY count(*) DESC LIMIT ?`,
    )
    .pluck()
  const count = db
    .prepare<[Uint8Array, number], number>(
      'SELECT count(*) FROM (SELECT 1 FROM entries WHERE fingerprint = ? LIMIT ?)',
    )
    .pluck()

  return {
    removeById: (id: number) => byId.all(id),
    removeByKey: (key: Uint8Array) => byKey.all(key),
    /** At most `limit`, as all that have one. */
    removeByClient: (clientId: string, limit: number) => byClient.all(clientId, limit),
    removeByModel: (model: string, limit: number) => byModel.all(model, limit),
    removeExpired: (nowMs: number, limit: number) => expired.all(nowMs, limit),
    removeLeastUsed: (limit: number) => leastUsed.all(limit),
    removeAll: (): number => all.run().changes,
    hasFingerprint: (fingerprint: Uint8Array): boolean => another.get(fingerprint) !== undefined,
    /** Counts up to `most`. */
    countOf: (fingerprint: Uint8Array, most: number): number => count.get(fingerprint, most) ?? 0,
    /** Those of more than `moreThan` entries, the largest first. */
    largestFingerprints: (moreThan: number, limit: number) => large.all(moreThan, limit),
    /** Goes through all entries. */
    sums: () => sums.get() ?? { entries: 0, bytes: 0 },
  }
}

function toFound(row: FoundRow | undefined): FoundEntry | undefined {
  return (
    row && {
      id: Number(row.id),
      clientId: row.client_id,
      providerId: row.provider_id,
      model: row.model,
      isStream: row.is_stream === 1n,
      contentType: row.content_type,
      costNanoUsd: row.cost_nano_usd ?? undefined,
      durationMs: row.duration_ms,
      tokens: row.tokens,
      createdAtMs: Number(row.created_at_ms),
      expiresAtMs: Number(row.expires_at_ms),
      question: row.question ?? undefined,
      answer: row.answer,
    }
  )
}
