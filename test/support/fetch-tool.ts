import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const cacheDir = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'tools')
const fetchTimeoutMs = 90_000

export interface FetchedTool {
  readonly package: string
  readonly version: string
  /** Below `node_modules`. */
  readonly binary: string
}

/**
 * The path of a program from the npm registry. It is fetched once and kept, and no script of its package is run.
 * Throws an error with the reason where it cannot be had.
 */
export function fetchTool({ binary, package: name, version }: FetchedTool): string {
  const keptDir = join(cacheDir, `${name.replace('/', '-')}-${version}`)
  const kept = join(keptDir, 'node_modules', binary)
  if (existsSync(kept)) return kept
  mkdirSync(cacheDir, { recursive: true })
  const newDir = mkdtempSync(join(cacheDir, 'new-'))
  try {
    install(newDir, `${name}@${version}`)
    if (!existsSync(join(newDir, 'node_modules', binary)))
      throw new Error(`${name}@${version} has no program for ${process.platform} on ${process.arch}`)
    // One that broke off, or another run's that came first.
    rmSync(keptDir, { recursive: true, force: true })
    renameSync(newDir, keptDir)
    return kept
  } finally {
    rmSync(newDir, { recursive: true, force: true })
  }
}

function install(folder: string, what: string): void {
  const { error, status, stderr } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, what],
    { encoding: 'utf8', timeout: fetchTimeoutMs, shell: process.platform === 'win32' },
  )
  if (error) throw new Error(`${what} cannot be fetched: ${error.message}`)
  if (status !== 0) throw new Error(`${what} cannot be fetched: ${stderr.trim().slice(0, 500)}`)
}
