// The cache's worker on a file that may not grow, which SQLite reports as it reports a full disk.
import Database from 'better-sqlite3'

const { pragma } = Database.prototype
Database.prototype.pragma = function limited(source: string, options?: Database.PragmaOptions) {
  const result = pragma.call(this, source, options)
  // The last that is set when the file is opened for writing.
  if (source === 'secure_delete = ON') pragma.call(this, 'max_page_count = 40')
  return result
}
await import('../../gateway/workers/cache-worker.ts')
