import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new, empty folder. The test removes it. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
}
