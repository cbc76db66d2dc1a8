import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a new, empty folder. The test must remove it. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
}
