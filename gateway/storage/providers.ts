import type { SealedSecret } from '../vault/secret-store.ts'
import type { WritableDb } from './database.ts'
import { openProviderKeyRows, type ProviderKeyRecord, type ProviderKeyRows } from './provider-keys.ts'

export interface ProviderRecord {
  readonly id: string
  readonly kind: string
  readonly baseUrl: string
  readonly addedAtMs: number
  readonly modelsFetchedAtMs: number | null
  readonly modelsError: string | null
  /** True if the gateway found it on this machine and nobody set it up. */
  readonly isFound?: boolean
}

/** Booleans are 0 or 1 in SQLite. */
type StoredProvider = Omit<ProviderRecord, 'isFound'> & { readonly isFound: 0 | 1 }

export type NewProviderRecord = Pick<ProviderRecord, 'id' | 'kind' | 'baseUrl' | 'addedAtMs' | 'isFound'>
export interface NewProviderKey {
  readonly record: ProviderKeyRecord
  readonly sealed: SealedSecret
}

export type ChangedProvider = Pick<ProviderRecord, 'id' | 'kind' | 'baseUrl'>

export type ProviderRows = ReturnType<typeof openProviderRows>

/** Servers of one's own that a person does not want, by what `serverOf` gives. */
function openRemovedServers(db: WritableDb) {
  const has = db.prepare<[string], 1>('SELECT 1 FROM removed_servers WHERE server = ?').pluck()
  const add = db.prepare<[string, number]>(
    'INSERT OR REPLACE INTO removed_servers (server, removed_at_ms) VALUES (?, ?)',
  )
  const forget = db.prepare<[string]>('DELETE FROM removed_servers WHERE server = ?')
  return {
    has: (server: string): boolean => has.get(server) !== undefined,
    add: (server: string, atMs: number): void => void add.run(server, atMs),
    forget: (server: string): void => void forget.run(server),
  }
}

/** Another server has neither the keys nor the models of the one before. */
function openProviderChange(db: WritableDb, keys: ProviderKeyRows) {
  const change = db.prepare<[string, string, string]>(
    'UPDATE providers SET kind = ?, base_url = ?, is_found = 0 WHERE id = ?',
  )
  const neverFetched = db.prepare<[string]>(
    'UPDATE providers SET models_fetched_at_ms = NULL, models_error = NULL WHERE id = ?',
  )
  const forget = db.prepare<[string]>('DELETE FROM provider_models WHERE provider_id = ?')
  const changeAll = db.transaction(
    (to: ChangedProvider, isAnotherServer: boolean, key: NewProviderKey | undefined) => {
      change.run(to.kind, to.baseUrl, to.id)
      if (isAnotherServer) {
        keys.removeAll(to.id)
        forget.run(to.id)
        neverFetched.run(to.id)
      }
      if (key) keys.put(to.id, key.record, key.sealed)
    },
  )
  return (to: ChangedProvider, isAnotherServer: boolean, key: NewProviderKey | undefined): void =>
    changeAll(to, isAnotherServer, key)
}

export function openProviderRows(db: WritableDb) {
  const all = db.prepare<[], StoredProvider>(`
    SELECT id, kind, base_url AS baseUrl, added_at_ms AS addedAtMs,
           models_fetched_at_ms AS modelsFetchedAtMs, models_error AS modelsError, is_found AS isFound
    FROM providers ORDER BY added_at_ms, id`)
  const insert = db.prepare<[string, string, string, number, 0 | 1]>(
    'INSERT INTO providers (id, kind, base_url, added_at_ms, is_found) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = db.prepare<[string]>('DELETE FROM providers WHERE id = ?')
  const models = db
    .prepare<[string], string>('SELECT model_id FROM provider_models WHERE provider_id = ? ORDER BY position')
    .pluck()
  const forget = db.prepare<[string]>('DELETE FROM provider_models WHERE provider_id = ?')
  const insertModel = db.prepare<[string, number, string]>(
    'INSERT OR IGNORE INTO provider_models (provider_id, position, model_id) VALUES (?, ?, ?)',
  )
  const fetched = db.prepare<[number, string]>(
    'UPDATE providers SET models_fetched_at_ms = ?, models_error = NULL WHERE id = ?',
  )
  const failed = db.prepare<[string, string]>('UPDATE providers SET models_error = ? WHERE id = ?')
  const keys = openProviderKeyRows(db)
  const insertWithKey = db.transaction((record: NewProviderRecord, key: NewProviderKey | undefined) => {
    insert.run(record.id, record.kind, record.baseUrl, record.addedAtMs, record.isFound ? 1 : 0)
    if (key) keys.put(record.id, key.record, key.sealed)
  })
  const replaceModels = db.transaction((id: string, modelIds: readonly string[], atMs: number) => {
    forget.run(id)
    for (const [position, modelId] of modelIds.entries()) insertModel.run(id, position, modelId)
    fetched.run(atMs, id)
  })

  return {
    all: (): readonly ProviderRecord[] =>
      all.all().map(({ isFound, ...record }) => ({ ...record, isFound: isFound === 1 })),
    insert: (record: NewProviderRecord, key: NewProviderKey | undefined): void => insertWithKey(record, key),
    change: openProviderChange(db, keys),
    remove: (id: string): boolean => remove.run(id).changes === 1,
    removedServers: openRemovedServers(db),
    models: (id: string): readonly string[] => models.all(id),
    keepModels: (id: string, modelIds: readonly string[], atMs: number): void =>
      replaceModels(id, modelIds, atMs),
    /** Keeps the error and the models listed before, because an old list is better than none. */
    keepModelsError: (id: string, message: string): void => void failed.run(message, id),
    keys,
  }
}
