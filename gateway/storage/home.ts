import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GatewayError } from '../errors.ts'

const unknownPid = 'unknown'

export interface Home {
  readonly dir: string
  /**
   * Throws `ledger_in_use` if another program has the ledger open although the lock was free. That happens when somebody
   * deleted the lock file of a running program. To be called before the ledger is opened; once it is open, its own locks
   * keep other programs out.
   */
  refuseSecondOwner(): void
  /**
   * Throws `home_locked` if the lock file in the folder is no longer the one that this program holds. To be called after the
   * ledger is opened.
   */
  checkLock(): void
  release(): void
}

/**
 * Makes the folder private and takes the lock that only one program can have. The lock is an exclusive SQLite transaction
 * that stays open as long as the program runs, so the operating system releases it however the program ends. Throws
 * GatewayError `home_locked` with the pid of the program that has the lock, or `home_unusable`.
 */
export function openHome(dir: string): Home {
  const pidFile = join(dir, 'lock.pid')
  const lockFile = join(dir, 'lock.db')
  let lock: Database.Database | undefined
  let lockIdentity: string
  const previousPid = readPid(pidFile)
  const locked = (cause?: unknown) =>
    new GatewayError('home_locked', { pid: readPid(pidFile), homeDir: dir }, { cause })
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') chmodSync(dir, 0o700)
    lock = new Database(lockFile, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    lockIdentity = identityOf(lockFile)
    writeFileSync(pidFile, String(process.pid), { mode: 0o600 })
  } catch (error) {
    lock?.close()
    if (isBusy(error)) throw locked(error)
    const reason = error instanceof Error ? error.message : String(error)
    throw new GatewayError('home_unusable', { homeDir: dir, reason }, { cause: error })
  }
  const held = lock
  return {
    dir,
    refuseSecondOwner(): void {
      if (!isOpenElsewhere(join(dir, 'ledger.db'))) return
      if (previousPid !== unknownPid) writeFileSync(pidFile, previousPid, { mode: 0o600 })
      throw new GatewayError('ledger_in_use', { pid: previousPid, homeDir: dir })
    },
    checkLock(): void {
      if (identityOf(lockFile) !== lockIdentity) throw locked()
    },
    release(): void {
      if (!held.open) return
      // If our lock file was deleted, another program may have taken a new lock and written its own pid here: that
      // stays.
      if (readPid(pidFile) === String(process.pid)) rmSync(pidFile, { force: true })
      held.close()
    },
  }
}

/**
 * Whether another connection has this database open. In WAL mode every open connection keeps a shared lock on the file, and
 * a connection in exclusive locking mode needs an exclusive lock, which it gets only if it is the only connection:
 * https://www.sqlite.org/pragma.html#pragma_locking_mode
 */
function isOpenElsewhere(path: string): boolean {
  if (!existsSync(path) || statSync(path).size === 0) return false
  const db = new Database(path, { timeout: 0 })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    db.close()
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/**
 * Device and inode, which tell whether two paths, or one path at two times, mean the same file. '' if there is no
 * file.
 */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found ? `${found.dev} ${found.ino}` : ''
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim() || unknownPid
  } catch {
    return unknownPid // the program that has the lock is just starting or stopping
  }
}
