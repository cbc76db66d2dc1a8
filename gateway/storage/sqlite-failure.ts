// Why SQLite refused: the row, which no second try makes better, or the disk, which may take it later.
import Database from 'better-sqlite3'

/** It is this row that cannot be written, as it breaks a rule of its table or holds what no column takes. */
export function isRefusedRow(error: unknown): boolean {
  // What cannot be bound at all never reaches SQLite: a bigint beyond 64 bits, or no value that SQL knows.
  if (error instanceof RangeError) return true
  if (error instanceof TypeError) return /can only bind/.test(error.message)
  if (!(error instanceof Database.SqliteError)) return false
  return /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR$)/.test(error.code)
}

/** Nothing is left on the disk, or of the quota; also where that is the cause of the error. */
export function isDiskFull(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? each.code : undefined
    if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return true
  }
  return false
}
