// How a command finds the running program: pid, addresses and the admin port's token of this run.
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

/** Whole or not at all: a reader never sees half a file. */
export function writeInstance(homeDir: string, instance: Instance): void {
  const path = join(homeDir, fileName)
  writeFileSync(`${path}.new`, JSON.stringify(instance, undefined, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function removeInstance(homeDir: string): void {
  rmSync(join(homeDir, fileName), { force: true })
}

/** Undefined where there is none, or none that can be read. It may be a crashed program's: ask its pid and port. */
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
