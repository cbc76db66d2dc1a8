import type { CacheMode, CacheScope, ClientCache } from '../contract/answer-cache.ts'
import type { OnUnsupported } from '../contract/clients.ts'
import type { ClientId } from '../contract/units.ts'
import type { WritableDb } from './database.ts'

export interface ClientRecord {
  readonly id: ClientId
  readonly name: string
  readonly tokenHash: Buffer
  readonly tokenPrefix: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
  readonly pausedAtMs: number | null
  readonly personId: string | null
  readonly teamId: string | null
  readonly onUnsupported: OnUnsupported | null
  readonly cache: ClientCache
}

export type NewClientRecord = Pick<
  ClientRecord,
  'id' | 'name' | 'tokenHash' | 'tokenPrefix' | 'createdAtMs' | 'personId' | 'teamId'
>

interface ClientRow extends Omit<ClientRecord, 'cache'> {
  readonly cacheMode: CacheMode | null
  readonly cacheScope: CacheScope
  readonly cacheAllowsTools: number
}

export type ClientRows = ReturnType<typeof openClientRows>

export function openClientRows(db: WritableDb) {
  const all = db.prepare<[], ClientRow>(`
    SELECT id, name, token_hash AS tokenHash, token_prefix AS tokenPrefix, created_at_ms AS createdAtMs,
           last_used_at_ms AS lastUsedAtMs, revoked_at_ms AS revokedAtMs, paused_at_ms AS pausedAtMs,
           person_id AS personId, team_id AS teamId,
           on_unsupported AS onUnsupported, cache_mode AS cacheMode, cache_scope AS cacheScope,
           cache_allows_tools AS cacheAllowsTools
    FROM clients ORDER BY created_at_ms, id`)
  const insert = db.prepare<NewClientRecord>(`
    INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms, person_id, team_id)
    VALUES (@id, @name, @tokenHash, @tokenPrefix, @createdAtMs, @personId, @teamId)`)
  const revoke = db.prepare<[number, string]>(
    'UPDATE clients SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL',
  )
  const setPaused = db.prepare<[number | null, string]>('UPDATE clients SET paused_at_ms = ? WHERE id = ?')
  const rename = db.prepare<[string, string]>('UPDATE clients SET name = ? WHERE id = ?')
  const assign = db.prepare<[string | null, string | null, string]>(
    'UPDATE clients SET person_id = ?, team_id = ? WHERE id = ?',
  )
  const setOnUnsupported = db.prepare<[OnUnsupported | null, string]>(
    'UPDATE clients SET on_unsupported = ? WHERE id = ?',
  )
  const setCache = db.prepare<[CacheMode | null, CacheScope, number, string]>(
    'UPDATE clients SET cache_mode = ?, cache_scope = ?, cache_allows_tools = ? WHERE id = ?',
  )
  const touch = db.prepare<[number, string]>('UPDATE clients SET last_used_at_ms = ? WHERE id = ?')
  const touchAll = db.transaction((lastUsed: ReadonlyMap<ClientId, number>) => {
    for (const [id, atMs] of lastUsed) touch.run(atMs, id)
  })

  return {
    all: (): readonly ClientRecord[] => all.all().map(toRecord),
    insert: (client: NewClientRecord): void => void insert.run(client),
    /** True if this call revoked the client. False if it was revoked before, or never existed. */
    revoke: (id: string, atMs: number): boolean => revoke.run(atMs, id).changes === 1,
    /** Null lets it be used again. */
    setPaused: (id: string, atMs: number | null): void => void setPaused.run(atMs, id),
    rename: (id: string, name: string): void => void rename.run(name, id),
    assign: (id: string, personId: string | null, teamId: string | null): void =>
      void assign.run(personId, teamId, id),
    setOnUnsupported: (id: string, onUnsupported: OnUnsupported | null): void =>
      void setOnUnsupported.run(onUnsupported, id),
    setCache: (id: string, { mode, scope, allowsTools }: ClientCache): void =>
      void setCache.run(mode, scope, allowsTools ? 1 : 0, id),
    touch: (lastUsed: ReadonlyMap<ClientId, number>): void => touchAll(lastUsed),
  }
}

function toRecord({ cacheMode, cacheScope, cacheAllowsTools, ...client }: ClientRow): ClientRecord {
  return { ...client, cache: { mode: cacheMode, scope: cacheScope, allowsTools: cacheAllowsTools === 1 } }
}
