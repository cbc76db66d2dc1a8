import { execFileSync } from 'node:child_process'

/** Of another process, as the operating system counts it. */
export function residentMebibytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024
}
