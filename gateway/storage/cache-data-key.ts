import type { VaultKind } from '../contract/admin.ts'
import type { SealedSecret } from '../vault/secret-store.ts'
import type { WritableDb } from './database.ts'

/** The cache's data key, as the vault has sealed it. It is kept in the file whose contents it seals. */
export function openCacheDataKey(db: WritableDb) {
  const find = db.prepare<[], SealedSecret>('SELECT kind, sealed_by AS sealedBy, ciphertext FROM data_key')
  const put = db.prepare<[VaultKind, string, Uint8Array]>(
    'INSERT OR REPLACE INTO data_key (only, kind, sealed_by, ciphertext) VALUES (1, ?, ?, ?)',
  )
  return {
    find: (): SealedSecret | undefined => find.get(),
    put: ({ kind, sealedBy, ciphertext }: SealedSecret): void => void put.run(kind, sealedBy, ciphertext),
  }
}
