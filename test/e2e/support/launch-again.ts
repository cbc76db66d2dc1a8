import type { RuntimeOptions } from '../fixtures.ts'
import { findElectron } from './find-electron.ts'
import { projectDir, spawnProcess } from './program.ts'
import { standInRunner } from './stand-in-program.ts'

/** Starts the desktop app once more on a home that is in use; resolves with the exit code. */
export function launchAgain(runtime: RuntimeOptions['runtime'], homeDir: string): Promise<number | null> {
  const flags = [projectDir, '--home', homeDir]
  if (runtime === 'electron-stand-in') return spawnProcess(process.execPath, [standInRunner, ...flags]).exited
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return spawnProcess(findElectron() ?? '', [...switches, ...flags]).exited
}
