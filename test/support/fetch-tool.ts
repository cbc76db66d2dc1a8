import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const cacheDir = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'tools')
const fetchTimeoutMs = 90_000

export interface FetchedTool {
  readonly package: string
  readonly version: string
  /** Below `node_modules`. */
  readonly binary: string
}

/**
 * Gives the path of a program from the npm registry. It is fetched once and kept, and no script of its package is run.
 * Rejects with the reason where it cannot be had.
 */
export async function fetchTool({ binary, package: name, version }: FetchedTool): Promise<string> {
  const keptDir = join(cacheDir, `${name.replace('/', '-')}-${version}`)
  const kept = join(keptDir, 'node_modules', binary)
  if (existsSync(kept)) return kept
  mkdirSync(cacheDir, { recursive: true })
  const newDir = mkdtempSync(join(cacheDir, 'new-'))
  try {
    await install(newDir, `${name}@${version}`)
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

async function install(folder: string, what: string): Promise<void> {
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  // Whoever has no network learns it soon.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000']
  try {
    await promisify(execFile)('npm', ['install', ...quiet, ...patience, '--prefix', folder, what], {
      timeout: fetchTimeoutMs,
      shell: process.platform === 'win32',
    })
  } catch (error) {
    const { message, stderr = '' } = error as Error & { readonly stderr?: string }
    const reason = /^npm error (?!code |syscall |errno )(.+)$/m.exec(stderr)?.[1] ?? message
    throw new Error(`${what} cannot be fetched: ${reason}`, { cause: error })
  }
}
