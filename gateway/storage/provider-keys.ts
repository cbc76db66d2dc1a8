import type { VaultKind } from '../contract/admin.ts'
import type { SealedSecret } from '../vault/secret-store.ts'
import type { WritableDb } from './database.ts'

export interface ProviderKeyRecord {
  /** Under which the key is sealed. Each secret has an id of its own, so a key that is replaced gets a new one. */
  readonly id: string
  readonly name: string
  /** Keys of one account share its limits. Null for a key with limits of its own. */
  readonly quotaGroup: string | null
  readonly addedAtMs: number
}

export type ProviderKeyRows = ReturnType<typeof openProviderKeyRows>

export function openProviderKeyRows(db: WritableDb) {
  const all = db.prepare<[string], ProviderKeyRecord>(`
    SELECT id, name, quota_group AS quotaGroup, added_at_ms AS addedAtMs
    FROM provider_keys WHERE provider_id = ? ORDER BY position`)
  // A key that is replaced keeps its place.
  const put = db.prepare<
    [string, string, string, string | null, VaultKind, string, Uint8Array, number, string]
  >(`
    INSERT INTO provider_keys
      (id, provider_id, name, quota_group, position, kind, sealed_by, ciphertext, added_at_ms)
    SELECT ?, ?, ?, ?, coalesce(max(position) + 1, 0), ?, ?, ?, ? FROM provider_keys WHERE provider_id = ?
    ON CONFLICT (provider_id, name) DO UPDATE SET id = excluded.id, quota_group = excluded.quota_group,
      kind = excluded.kind, sealed_by = excluded.sealed_by, ciphertext = excluded.ciphertext,
      added_at_ms = excluded.added_at_ms`)
  const remove = db.prepare<[string]>('DELETE FROM provider_keys WHERE id = ?')
  const removeAll = db.prepare<[string]>('DELETE FROM provider_keys WHERE provider_id = ?')
  const sealed = db.prepare<[string], SealedSecret>(
    'SELECT kind, sealed_by AS sealedBy, ciphertext FROM provider_keys WHERE id = ?',
  )
  const reseal = db.prepare<[VaultKind, string, Uint8Array, string]>(
    'UPDATE provider_keys SET kind = ?, sealed_by = ?, ciphertext = ? WHERE id = ?',
  )

  return {
    /** In the order in which they are used. */
    all: (providerId: string): readonly ProviderKeyRecord[] => all.all(providerId),
    /** Adds a key after those that are there, or replaces the one of the same name. */
    put(
      providerId: string,
      { id, name, quotaGroup, addedAtMs }: ProviderKeyRecord,
      secret: SealedSecret,
    ): void {
      const { kind, sealedBy, ciphertext } = secret
      put.run(id, providerId, name, quotaGroup, kind, sealedBy, ciphertext, addedAtMs, providerId)
    },
    remove: (id: string): void => void remove.run(id),
    removeAll: (providerId: string): void => void removeAll.run(providerId),
    secret: (id: string): SealedSecret | undefined => sealed.get(id),
    /** Keeps the same key as its store has sealed it anew. */
    reseal: (id: string, { kind, sealedBy, ciphertext }: SealedSecret): void =>
      void reseal.run(kind, sealedBy, ciphertext, id),
  }
}
