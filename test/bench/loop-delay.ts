// Measures how late the event loop is, within the program that it is loaded into: node --import ./test/bench/loop-delay.ts
// For each SIGUSR2 it prints what it saw since the one before.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Program } from './programs.ts'

export interface LoopDelay {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
}

export const loopDelayOptions = ['--import', import.meta.url]

/** Asks a program that was started with `loopDelayOptions`. */
export async function readLoopDelay({ pid, nextLine }: Program): Promise<LoopDelay> {
  process.kill(pid, 'SIGUSR2')
  return JSON.parse(await nextLine())
}

if (process.execArgv.includes(import.meta.url)) {
  const everyMs = 1
  const histogram = monitorEventLoopDelay({ resolution: everyMs })
  // The histogram holds the time from one tick of its timer to the next, which is `everyMs` if the loop is idle.
  const lateMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - everyMs)
  process.on('SIGUSR2', () => {
    const delay: LoopDelay = {
      p50Ms: lateMs(histogram.percentile(50)),
      p99Ms: lateMs(histogram.percentile(99)),
      longestMs: lateMs(histogram.max),
    }
    process.stdout.write(`${JSON.stringify(delay)}\n`)
    histogram.reset()
  })
  histogram.enable()
}
