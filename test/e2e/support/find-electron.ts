import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The Electron runtime, where it is installed: GATEHOUSE_ELECTRON, or what the `electron` package has fetched. */
export function findElectron(): string | undefined {
  // Its main file would start a download where the runtime is missing.
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pathFile = join(folder, 'path.txt')
  const fetched = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8')) : undefined
  return [process.env.GATEHOUSE_ELECTRON, fetched].find(path => path && existsSync(path))
}
