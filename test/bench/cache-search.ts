// Measures what it takes to find the nearest of many questions in the cache's worker, and what the main thread notices of it.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { VectorIndex } from '../../gateway/cache/vector-index.ts'
import { answer, key, mixed, startAnswerStoreRig, unitVector } from '../support/answer-store-rig.ts'
import { table } from './report.ts'

const entries = 100_000
const searches = 300
const batch = 200
const atLeast = 0.8

export async function benchCacheSearch(): Promise<string> {
  const vectors = Array.from({ length: entries }, (_, seed) => unitVector(seed))
  const alone = searchAlone(vectors)
  const { asked, exact, delayMs, loadMs } = await searchInWorker(vectors)
  return [
    `${entries.toLocaleString('en')} questions of one fingerprint, at least ${atLeast} similar, milliseconds.`,
    `A store that is opened anew has them ready after ${loadMs.toFixed(0)} ms, and finds nothing until then.`,
    `The main thread was late by ${delayMs.toFixed(2)} ms at p99 while it asked. The goal of a search is a p95 below 8.\n`,
    table(
      ['', 'p50', 'p95', 'p99'],
      [
        ['the search alone', ...percentiles(alone)],
        ['asked of the worker, and answered', ...percentiles(asked)],
        ['an exact hit of the worker', ...percentiles(exact)],
      ],
    ),
  ].join('\n')
}

function searchAlone(vectors: readonly Float32Array[]): readonly number[] {
  const index = new VectorIndex()
  for (const [id, vector] of vectors.entries()) index.add(id, vector)
  return timed(each => void index.search(question(vectors, each), atLeast, 32), searches)
}

async function searchInWorker(vectors: readonly Float32Array[]) {
  const rig = startAnswerStoreRig()
  rig.capBytes = Number.MAX_SAFE_INTEGER
  try {
    await rig.open()
    for (let from = 0; from < entries; from += batch) {
      for (const [at, vector] of vectors.slice(from, from + batch).entries())
        rig.store.add(answer({ exact: `q${from + at}`, fingerprint: 'f', vector }))
      while (rig.store.size().entries < from + batch) await rig.store.entries(undefined, 1)
    }
    const opened = performance.now()
    await rig.reopen()
    const find = (each: number) => rig.store.nearest(key('f'), question(vectors, each), atLeast, 'q')
    while ((await find(0)).length === 0);
    const loadMs = performance.now() - opened
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const asked = await timedLater(find, searches)
    delay.disable()
    const exact = await timedLater(each => rig.store.find(key(`q${each * 7}`)), searches)
    return { asked, exact, loadMs, delayMs: delay.percentile(99) / 1e6 - 1 }
  } finally {
    await rig.close()
  }
}

/** Near to one of them. */
function question(vectors: readonly Float32Array[], each: number): Float32Array {
  return mixed(vectors[(each * 331) % vectors.length] ?? unitVector(1), unitVector(entries + each), 0.2)
}

function timed(run: (each: number) => void, times: number): readonly number[] {
  return Array.from({ length: times }, (_, each) => {
    const from = performance.now()
    run(each)
    return performance.now() - from
  })
}

async function timedLater(
  run: (each: number) => Promise<unknown>,
  times: number,
): Promise<readonly number[]> {
  const took: number[] = []
  for (let each = 0; each < times; each++) {
    const from = performance.now()
    await run(each)
    took.push(performance.now() - from)
  }
  return took
}

function percentiles(took: readonly number[]): readonly string[] {
  const sorted = [...took].sort((one, other) => one - other)
  return [0.5, 0.95, 0.99].map(share => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(2))
}
