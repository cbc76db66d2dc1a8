import { join } from 'node:path'
import { databaseFiles, openConfigDb, openForQueries } from './databases.ts'

/**
 * Copies the configuration of a home folder that is in use into an empty folder. What is remembered of how providers did is
 * left out. Keys stay sealed.
 */
export async function copyConfig(homeDir: string, toDir: string): Promise<void> {
  const db = openForQueries(homeDir, 'config')
  try {
    await db.backup(join(toDir, databaseFiles.config))
  } finally {
    db.close()
  }
  const copy = openConfigDb(toDir)
  copy.exec('DELETE FROM cool_downs')
  copy.close()
}
