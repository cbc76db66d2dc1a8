import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessFigures {
  readonly residentMb: number
  /** Undefined where the system does not tell. */
  readonly descriptors: number | undefined
}

/** Of another process, from Linux's /proc. Elsewhere there are no figures. */
export function readFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
  return { residentMb: kilobytes / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}
