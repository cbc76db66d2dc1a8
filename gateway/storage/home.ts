import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GatewayError } from '../errors.ts'

export interface Home {
  readonly dir: string
  release(): void
}

/**
 * Makes the folder private and takes its one owner's lock, held for the program's lifetime by an open exclusive
 * transaction: the operating system gives it back however the program ends. Throws GatewayError `home_locked` with
 * the owner's pid, or `home_unusable`.
 */
export function openHome(dir: string): Home {
  const pidFile = join(dir, 'lock.pid')
  let lock: Database.Database | undefined
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') chmodSync(dir, 0o700)
    lock = new Database(join(dir, 'lock.db'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, String(process.pid), { mode: 0o600 })
  } catch (error) {
    lock?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new GatewayError('home_locked', { pid: readPid(pidFile), homeDir: dir }, { cause: error })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new GatewayError('home_unusable', { homeDir: dir, reason }, { cause: error })
  }
  const held = lock
  return {
    dir,
    release(): void {
      if (!held.open) return
      rmSync(pidFile, { force: true })
      held.close()
    },
  }
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim() || 'unknown'
  } catch {
    return 'unknown' // the owner is starting or stopping just now
  }
}
