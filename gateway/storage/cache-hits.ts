import type { CacheHit } from '../contract/answer-cache.ts'
import type { WritableDb } from './database.ts'

export type Judgement = NonNullable<CacheHit['judgement']>

export interface HitRow
  extends Omit<CacheHit, 'id' | 'storedQuestion' | 'askedQuestion' | 'guard' | 'judgement'> {
  readonly id: number
  readonly entryId: number
  readonly group: string
  readonly storedBytes: number
  /** Sealed, as the next two. */
  readonly storedQuestion: Uint8Array
  readonly askedQuestion: Uint8Array
  readonly guard: Uint8Array | null
}

export interface ListedHit extends Omit<HitRow, 'served' | 'entryId' | 'group' | 'storedBytes'> {
  readonly served: number
  readonly judgement: Judgement | null
}

export interface JudgedRow {
  readonly id: number
  readonly group: string
  readonly similarity: number
  readonly judgement: Judgement
}

export type CacheHits = ReturnType<typeof openCacheHits>

/** More would hardly change what is learned of them. */
const mostHits = 20_000
const mostWrongPairs = 50_000

const columnsListed = `id, at_ms AS atMs, request_id AS requestId, client_id AS clientId, model, kind, similarity,
  age_ms AS ageMs, served, judgement, stored_question AS storedQuestion, asked_question AS askedQuestion, guard`

/**
 * Hits in cache.db, and the pairs of questions that a person said are not the same. A hit that is forgotten after it was judged
 * stays as a figure: without texts, client and request.
 */
export function openCacheHits(db: WritableDb) {
  const insert = db.prepare(`
    INSERT INTO hits (id, at_ms, entry_id, request_id, client_id, model, kind, group_name, similarity, age_ms, served,
                      stored_bytes, stored_question, asked_question, guard)
    VALUES (@id, @atMs, @entryId, @requestId, @clientId, @model, @kind, @group, @similarity, @ageMs, @served,
            @storedBytes, @storedQuestion, @askedQuestion, @guard)`)
  const list = db.prepare<[number, number], ListedHit>(
    `SELECT ${columnsListed} FROM hits
     WHERE at_ms < ? AND stored_question IS NOT NULL ORDER BY at_ms DESC, id DESC LIMIT ?`,
  )
  const find = db.prepare<[number], ListedHit & { readonly entryId: number }>(
    `SELECT ${columnsListed}, entry_id AS entryId FROM hits WHERE id = ? AND stored_question IS NOT NULL`,
  )
  const judge = db.prepare<[Judgement, number]>('UPDATE hits SET judgement = ? WHERE id = ?')
  const judged = db.prepare<[number, number], JudgedRow>(
    `SELECT id, group_name AS "group", similarity, judgement FROM hits
     WHERE judgement IS NOT NULL AND similarity IS NOT NULL AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const bar = db.prepare<[Uint8Array]>('INSERT OR IGNORE INTO wrong_pairs (pair) VALUES (?)')
  const trimPairs = db.prepare<[number]>(
    'DELETE FROM wrong_pairs WHERE sequence <= (SELECT max(sequence) FROM wrong_pairs) - ?',
  )
  const unbar = db.prepare<[Uint8Array]>('DELETE FROM wrong_pairs WHERE pair = ?')
  const isBarred = db.prepare<[Uint8Array], number>('SELECT 1 FROM wrong_pairs WHERE pair = ?').pluck()
  const lastId = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'hits'").pluck()

  return {
    ...prepareForgetting(db),
    insert: (row: HitRow): void => void insert.run({ ...row, served: row.served ? 1 : 0 }),
    /** Those of before this instant, the newest first. */
    list: (beforeMs: number, limit: number): readonly ListedHit[] => list.all(beforeMs, limit),
    find: (id: number) => find.get(id),
    judge: (id: number, judgement: Judgement): void => void judge.run(judgement, id),
    /** Those with smaller ids, the newest first. */
    judged: (beforeId: number, limit: number): readonly JudgedRow[] => judged.all(beforeId, limit),
    bar(pair: Uint8Array): void {
      bar.run(pair)
      trimPairs.run(mostWrongPairs)
    },
    unbar: (pair: Uint8Array): void => void unbar.run(pair),
    isBarred: (pair: Uint8Array): boolean => isBarred.get(pair) !== undefined,
    /** No hit ever had a larger id. */
    lastId: (): number => lastId.get() ?? 0,
  }
}

function prepareForgetting(db: WritableDb) {
  const forget = (where: string) => [
    db.prepare<unknown[]>(`DELETE FROM hits WHERE judgement IS NULL AND ${where}`),
    db.prepare<unknown[]>(`
      UPDATE hits SET stored_question = NULL, asked_question = NULL, guard = NULL, client_id = '', request_id = '',
                      stored_bytes = 0
      WHERE stored_question IS NOT NULL AND ${where}`),
  ]
  const byEntry = forget('entry_id = ?')
  const byClient = forget('client_id = ?')
  const byModel = forget('model = ?')
  const all = forget('true')
  const deleteAll = [db.prepare('DELETE FROM hits'), db.prepare('DELETE FROM wrong_pairs')]
  const bytes = db.prepare<[], number | null>('SELECT sum(stored_bytes) FROM hits').pluck()
  const trim = db.prepare<[number]>('DELETE FROM hits WHERE id <= (SELECT max(id) FROM hits) - ?')
  const dropOldest = db.prepare<[number]>(
    'DELETE FROM hits WHERE id IN (SELECT id FROM hits ORDER BY id LIMIT ?)',
  )
  const run = (statements: typeof byEntry, ...given: unknown[]) => {
    for (const statement of statements) statement.run(...given)
  }
  return {
    forgetEntry: (entryId: number): void => run(byEntry, entryId),
    forgetClient: (clientId: string): void => run(byClient, clientId),
    forgetModel: (model: string): void => run(byModel, model),
    forgetAll: (): void => run(all),
    /** Also the figures and the wrong pairs. */
    deleteAll(): void {
      for (const statement of deleteAll) statement.run()
    },
    /** Keeps the newest, as many as may be and as take at most this many bytes. */
    keepNewest(mostBytes: number): void {
      trim.run(mostHits)
      while ((bytes.get() ?? 0) > mostBytes) dropOldest.run(100)
    },
  }
}
