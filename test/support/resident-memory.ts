import { execFileSync } from 'node:child_process'

/** The memory of another process in MiB, as the operating system counts it. */
export function residentMebibytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024
}
