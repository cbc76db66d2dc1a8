import { randomBytes } from 'node:crypto'
import { link, open, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** A file with key material cannot be used. The message says why, and what to do. */
export class PrivateFileError extends Error {
  override readonly name = 'PrivateFileError'
}

/**
 * The bytes of a file that only its owner may read; undefined if there is no such file. Throws PrivateFileError if others
 * may read it, because somebody else may then have the key, or if it has another length. The caller has to wipe the bytes.
 */
export async function readPrivateFile(path: string, byteCount: number): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch(rejectUnlessMissing(path))
  if (file === undefined) return undefined
  try {
    const stats = await file.stat()
    const { mode, size } = stats
    if (!stats.isFile()) throw damaged(path, 'it is no file')
    // Windows has no such mode bits. There, the access list of the person's profile folder keeps others out.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0')
      throw new PrivateFileError(
        `${basename(path)} may be read by others (mode ${octal}): run chmod 600 on ${path}.`,
      )
    }
    if (size !== byteCount) throw damaged(path, `it has ${size} bytes where ${byteCount} belong`)
    const bytes = Buffer.alloc(byteCount)
    await file.read(bytes, 0, byteCount, 0)
    // A crash of the machine can leave a file of zeros. A random key never is all zeros.
    if (bytes.every(byte => byte === 0)) throw damaged(path, 'it holds nothing but zeros')
    return bytes
  } finally {
    await file.close()
  }
}

function damaged(path: string, how: string): PrivateFileError {
  return new PrivateFileError(
    `${basename(path)} is damaged, ${how}: restore ${path} from a backup, or move it away and enter the provider keys again.`,
  )
}

/**
 * Creates the file with mode 0600 and these bytes, and flushes it to the disk. False if the file exists already: it is never
 * replaced. Nobody can see a file that is half written.
 */
export async function createPrivateFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeNew(draft, bytes)
  try {
    await link(draft, path) // fails if the path exists, which a rename would replace
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(draft)
  }
  await syncFolder(dirname(path))
  return true
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Flushes the folder, so that the new file is still there after a crash. Windows does not need this and cannot do it.
 */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function rejectUnlessMissing(path: string): (error: unknown) => undefined {
  return error => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw new PrivateFileError(
      `${basename(path)} cannot be read (${messageOf(error)}): make it readable for the user that runs Gatehouse.`,
      { cause: error },
    )
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
