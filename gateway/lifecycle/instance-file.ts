// The file by which a command finds the running program: its pid, its addresses, and the admin token of this run.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, parseJson } from '../bytes/json-value.ts'

export interface Instance {
  readonly pid: number
  readonly gatewayUrl: string
  readonly adminUrl: string
  readonly adminToken: string
  readonly version: string
  readonly startedAtMs: number
}

const fileName = 'instance.json'
const pageName = 'dashboard.html'

/**
 * Writes a page that leads to the dashboard and returns its path. A browser is given this and not the address itself, because
 * every user of the machine can read the arguments of a program, and the address has the token in it.
 */
export function writeDashboardPage(homeDir: string, dashboardUrl: string): string {
  const path = join(homeDir, pageName)
  const page = `<!doctype html><meta charset="utf-8"><title>Gatehouse</title>
<script>location.replace(${JSON.stringify(dashboardUrl).replaceAll('<', '\\u003c')})</script>
`
  writeFileSync(`${path}.new`, page, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return path
}

/** Writes a new file and renames it, so that a reader never sees half a file. */
export function writeInstance(homeDir: string, instance: Instance): void {
  const path = join(homeDir, fileName)
  writeFileSync(`${path}.new`, JSON.stringify(instance, undefined, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function removeInstance(homeDir: string): void {
  rmSync(join(homeDir, pageName), { force: true })
  rmSync(join(homeDir, fileName), { force: true })
}

/**
 * Undefined if there is no such file or it cannot be read. A program that crashed leaves its file behind, so the caller
 * has to check whether the pid is alive and the port answers.
 */
export function readInstance(homeDir: string): Instance | undefined {
  let text: string
  try {
    text = readFileSync(join(homeDir, fileName), 'utf8')
  } catch {
    return undefined
  }
  const value = parseJson(text)
  if (!isRecord(value)) return undefined
  const { pid, gatewayUrl, adminUrl, adminToken, version, startedAtMs } = value
  if (typeof pid !== 'number' || typeof startedAtMs !== 'number') return undefined
  if (typeof gatewayUrl !== 'string' || typeof adminUrl !== 'string') return undefined
  if (typeof adminToken !== 'string' || typeof version !== 'string') return undefined
  return { pid, gatewayUrl, adminUrl, adminToken, version, startedAtMs }
}
