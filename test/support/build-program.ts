import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What people run, brought up to date with the sources; ends this process where it cannot be built. */
export function buildProgram(): void {
  const built = spawnSync(process.execPath, [join(root, 'start.mjs'), '--build'], { stdio: 'inherit' })
  if (built.status !== 0) process.exit(1)
}
