import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Builds the program that people run, if the sources have changed. Throws if it cannot be built. */
export function buildProgram(): void {
  const built = spawnSync(process.execPath, [join(root, 'start.mjs'), '--build', '--if-changed'], {
    stdio: 'inherit',
  })
  if (built.status !== 0) throw new Error('The program could not be built.')
}
