import type { Logger } from 'pino'
import type { EmbedderState } from '../contract/embedder-state.ts'
import { atIntervals } from '../storage/at-intervals.ts'
import { DeadlineCircuit } from './deadline-circuit.ts'
import { type Embedder, embeddedCharacters, embeddingDimensions } from './embedder.ts'
import { type EmbeddingJob, EmbeddingQueue } from './embedding-queue.ts'
import { ModelProcess } from './model-process.ts'
import type { StartEmbeddingProcess } from './process-contract.ts'

export interface EmbedderDeps {
  readonly start: StartEmbeddingProcess
  readonly monotonicMs: () => number
  readonly log: Pick<Logger, 'warn' | 'error'>
}

/** Loading takes longer, so who waits for less than this does not wait for it at all. */
const loadsInMs = 250
const logEveryMs = 60_000

/** Makes an embedder. Its process is started by the first text. */
export function startEmbedder(deps: EmbedderDeps): Embedder {
  return new ProcessEmbedder(deps)
}

class ProcessEmbedder implements Embedder {
  readonly #queue = new EmbeddingQueue()
  readonly #circuit: DeadlineCircuit
  readonly #process: ModelProcess
  readonly #tellSlow: () => void
  /** What the process works on. Empty if it waits for work. */
  #running: readonly EmbeddingJob[] = []
  #batch = 0

  constructor({ start, monotonicMs, log }: EmbedderDeps) {
    this.#circuit = new DeadlineCircuit(monotonicMs)
    this.#tellSlow = atIntervals(logEveryMs, monotonicMs, () => {
      log.warn('the embedding model is too slow or has too much to do; requests go on without it')
    })
    this.#process = new ModelProcess({
      start,
      monotonicMs,
      log,
      onReady: () => this.#next(),
      onReply: reply => {
        if (reply.batch !== this.#batch) return
        this.#settleRunning(reply.type === 'embedded' ? reply.vectors : undefined)
        this.#next()
      },
      onFailure: () => this.#giveUp(),
    })
  }

  embed(text: string, { deadlineMs }: { readonly deadlineMs: number }): Promise<Float32Array | undefined> {
    if (this.#circuit.isOpen() || !this.#process.wake()) return nothing()
    if (this.#process.state.type === 'starting' && deadlineMs < loadsInMs) return nothing()
    return new Promise(resolve => {
      let isLate = false
      const job: EmbeddingJob = {
        text: text.slice(0, embeddedCharacters),
        settle: vector => {
          clearTimeout(timer)
          if (vector && !isLate) this.#circuit.met()
          resolve(vector)
        },
      }
      const timer = setTimeout(() => {
        isLate = true
        this.#queue.drop(job)
        this.#missed()
        resolve(undefined)
      }, deadlineMs)
      if (this.#queue.addLookUp(job)) this.#next()
      else this.#refuse(job)
    })
  }

  embedMany(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    return Promise.all(texts.map(text => this.#embedInBackground(text)))
  }

  state(): EmbedderState {
    return this.#process.state
  }

  async close(): Promise<void> {
    const closed = this.#process.close()
    this.#giveUp()
    await closed
  }

  #embedInBackground(text: string): Promise<Float32Array | undefined> {
    if (!this.#process.wake()) return nothing()
    return new Promise(resolve => {
      const job: EmbeddingJob = { text: text.slice(0, embeddedCharacters), settle: resolve }
      if (this.#queue.addBackground(job)) this.#next()
      else this.#refuse(job)
    })
  }

  /** Sends the next batch if the process waits for one. */
  #next(): void {
    if (this.#process.state.type !== 'ready' || this.#running.length > 0) return
    this.#running = this.#queue.take()
    const texts = this.#running.map(({ text }) => text)
    if (texts.length === 0) this.#process.rest()
    else this.#process.post({ type: 'embed', batch: ++this.#batch, texts })
  }

  #settleRunning(vectors: Float32Array | undefined): void {
    const jobs = this.#running
    this.#running = []
    const isWhole = vectors?.length === jobs.length * embeddingDimensions
    jobs.forEach(({ settle }, index) => {
      const start = index * embeddingDimensions
      // A copy, because the whole message would be kept as long as a part of it.
      settle(isWhole ? vectors?.slice(start, start + embeddingDimensions) : undefined)
    })
  }

  #giveUp(): void {
    this.#settleRunning(undefined)
    for (const { settle } of this.#queue.takeAll()) settle(undefined)
  }

  #missed(): void {
    this.#tellSlow()
    // Loading takes its time on any machine: it says nothing about how busy this one is.
    if (this.#process.state.type === 'ready') this.#circuit.missed()
  }

  #refuse(job: EmbeddingJob): void {
    this.#tellSlow()
    job.settle(undefined)
  }
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined)
}
