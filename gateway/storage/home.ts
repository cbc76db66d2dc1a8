import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GatewayError } from '../errors.ts'

const unknownPid = 'unknown'

export interface Home {
  readonly dir: string
  /**
   * Throws `ledger_in_use` where another program has the ledger open though the lock was free: somebody deleted the lock
   * of a program that runs. To be called before the ledger is opened; its own locks then keep everybody else out.
   */
  refuseSecondOwner(): void
  /** Throws `home_locked` where the lock that is held is not the one in the folder any more. After the ledger is opened. */
  checkLock(): void
  release(): void
}

/**
 * Makes the folder private and takes its one owner's lock, held for the program's lifetime by an open exclusive
 * transaction: the operating system gives it back however the program ends. Throws GatewayError `home_locked` with
 * the owner's pid, or `home_unusable`.
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
      // What a second program wrote there, which took the place of a lock that was deleted, is that program's.
      if (readPid(pidFile) === String(process.pid)) rmSync(pidFile, { force: true })
      held.close()
    },
  }
}

/**
 * In WAL mode every connection shares a lock on the file as long as it is open, so the exclusive one that a connection in
 * exclusive mode asks for is there for the only one: https://www.sqlite.org/pragma.html#pragma_locking_mode
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

/** Which file it is, whatever it is called; '' where there is none. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found ? `${found.dev} ${found.ino}` : ''
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim() || unknownPid
  } catch {
    return unknownPid // the owner is starting or stopping just now
  }
}
