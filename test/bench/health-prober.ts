// Asks for /healthz over and over, in a process of its own. For each line on standard input it prints how long the
// requests
// since the line before took: node test/bench/health-prober.ts http://127.0.0.1:4283
import { Agent, get } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { median } from './report.ts'

export interface Probed {
  readonly probes: number
  readonly medianMs: number
  readonly longestMs: number
}

if (import.meta.main) {
  const url = `${process.argv[2]}/healthz`
  const agent = new Agent({ keepAlive: true })
  let tookMs: number[] = []
  createInterface({ input: process.stdin }).on('line', () => {
    const probed: Probed = {
      probes: tookMs.length,
      medianMs: median(tookMs),
      longestMs: Math.max(...tookMs),
    }
    tookMs = []
    process.stdout.write(`${JSON.stringify(probed)}\n`)
  })
  for (;;) {
    const startMs = performance.now()
    await new Promise<void>((resolve, reject) => {
      get(url, { agent }, answer => answer.resume().once('end', resolve)).once('error', reject)
    })
    tookMs.push(performance.now() - startMs)
    await wait(2)
  }
}
