import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFile, databaseFiles } from './databases.ts'

/** The bytes of each database in the home folder, its write-ahead log included. A database that is not there is left out. */
export async function databaseSizes(
  homeDir: string,
): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  const names = [...Object.values(databaseFiles), cacheFile]
  const sizes = await Promise.all(
    names.map(async name => {
      const [file, wal] = await Promise.all([
        sizeOf(join(homeDir, name)),
        sizeOf(join(homeDir, `${name}-wal`)),
      ])
      return file === undefined ? [] : [{ name, bytes: file + (wal ?? 0) }]
    }),
  )
  return sizes.flat()
}

/** Undefined if there is no such file, or it cannot be looked at. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch {
    return undefined
  }
}
