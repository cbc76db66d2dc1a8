import { readdirSync } from 'node:fs'
import { residentMebibytes } from '../support/resident-memory.ts'

export interface ProcessFigures {
  readonly residentMb: number
  readonly descriptors: number
}

/** Of another process. Its open descriptors stand in Linux's /proc: elsewhere this throws. */
export function readFigures(pid: number): ProcessFigures {
  return { residentMb: residentMebibytes(pid), descriptors: readdirSync(`/proc/${pid}/fd`).length }
}
