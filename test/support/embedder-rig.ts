import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Embedder } from '../../gateway/embeddings/embedder.ts'
import { forkEmbeddingProcess } from '../../gateway/embeddings/fork-embedding-process.ts'
import type {
  EmbeddingFiles,
  EmbeddingProcess,
  StartEmbeddingProcess,
} from '../../gateway/embeddings/process-contract.ts'
import { startEmbedder } from '../../gateway/embeddings/start-embedder.ts'
import { embeddingFiles } from './embedding-files.ts'

/** Longer than any test: for texts that are waited for until their vector comes. */
export const patient = { deadlineMs: 60_000 }

export interface EmbedderRig {
  readonly embedder: Embedder
  /** All processes that were started, the last one last. */
  readonly processes: readonly EmbeddingProcess[]
  /** The monotonic clock. It stands still unless a test moves it. */
  readonly clock: { ms: number }
  readonly told: readonly { readonly msg: string; readonly reason?: string }[]
  /** The pid of the process that was started last. */
  pid(): number
}

export interface EmbedderRigOptions {
  readonly files?: Partial<EmbeddingFiles>
  readonly start?: StartEmbeddingProcess
}

/** An embedder on the real process. It is closed when the test is finished. */
export function openEmbedderRig({ files, start }: EmbedderRigOptions = {}): EmbedderRig {
  const clock = { ms: 0 }
  const told: { msg: string; reason?: string }[] = []
  const processes: EmbeddingProcess[] = []
  const startProcess = start ?? forkEmbeddingProcess({ ...embeddingFiles, ...files })
  const embedder = startEmbedder({
    start(listeners) {
      const started = startProcess(listeners)
      processes.push(started)
      return started
    },
    monotonicMs: () => clock.ms,
    log: pino({ level: 'warn' }, { write: line => void told.push(JSON.parse(line)) }),
  })
  onTestFinished(() => embedder.close())
  return {
    embedder,
    processes,
    clock,
    told,
    pid: () => processes.at(-1)?.pid ?? Number.NaN,
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function cosineOf(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (!one || !other) return Number.NaN
  return one.reduce((sum, value, place) => sum + value * (other[place] ?? Number.NaN), 0)
}

export interface KnownCosines {
  readonly tolerance: number
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly cosine: number }[]
}

/** Cosines of pairs of questions, computed once with the model. */
export const knownCosines = JSON.parse(
  readFileSync(new URL('../fixtures/embeddings/known-cosines.json', import.meta.url), 'utf8'),
) as KnownCosines
