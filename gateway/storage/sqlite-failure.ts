// Tells apart why SQLite refused to write. If it is the row, trying again does not help. If it is the disk, it may work
// later.
import Database from 'better-sqlite3'

/** True if this row cannot be written, because it breaks a rule of its table or has a value that no column can store. */
export function isRefusedRow(error: unknown): boolean {
  // Values that cannot be bound never reach SQLite: a bigint with more than 64 bits, or a type that SQL does not have.
  if (error instanceof RangeError) return true
  if (error instanceof TypeError) return /can only bind/.test(error.message)
  if (!(error instanceof Database.SqliteError)) return false
  return /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR$)/.test(error.code)
}

/** True if the disk is full or the quota is used up. Also looks at the error's causes. */
export function isDiskFull(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? each.code : undefined
    if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return true
  }
  return false
}

/** True if the file is damaged, or is no database. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return false
  return error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')
}
