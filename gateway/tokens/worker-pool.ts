import { Worker } from 'node:worker_threads'
import { GatewayError } from '../errors.ts'

/** Sends one message to the worker and gives its reply. Buffers in `lent` are transferred, not copied. */
export type AskWorker = (message: object, lent?: readonly ArrayBuffer[]) => Promise<unknown>

export interface WorkerPoolOptions {
  readonly url: URL
  readonly atOnce: number
  /** Waiting jobs take memory, so a job beyond these limits is refused. */
  readonly waitingAtMost: { readonly jobs: number; readonly bytes: number }
  /** After this time without work all workers are ended. */
  readonly idleMs: number
  /** A worker that worked on more bytes than this is ended after its job, because its heap would stay large. */
  readonly keptAfterBytes: number
}

export interface WorkerPool {
  /** Runs the work with a worker that does nothing else meanwhile. Rejects with `overloaded` if too much work waits. */
  use<T>(bytes: number, work: (ask: AskWorker) => Promise<T>): Promise<T>
  /** Ends all workers, even those that are working, because nobody waits for their results any more. */
  close(): Promise<void>
}

/** The worker's own code answers it. It is sent first, so that no buffers are transferred to a worker that has died. */
export interface PingMessage {
  readonly type: 'ping'
}

// Objects of a job live only briefly, so a small space for new objects is enough. By default each worker could let that
// space grow as large as the main thread's.
const resourceLimits = { maxYoungGenerationSizeMb: 4 }

/** Makes a pool of workers, which are started when they are needed and ended when they are not. */
export function createWorkerPool(pool: WorkerPoolOptions): WorkerPool {
  const all = new Set<PooledWorker>()
  const idle: PooledWorker[] = []
  const waiting: (() => void)[] = []
  let waitingBytes = 0
  let running = 0
  let idleTimer: NodeJS.Timeout | undefined
  let isClosed = false

  /** Waits for one of the `atOnce` places. A job that ends gives its place to the job that waits longest. */
  async function takePlace(bytes: number): Promise<void> {
    clearTimeout(idleTimer)
    if (running < pool.atOnce) return void running++
    const { jobs, bytes: most } = pool.waitingAtMost
    if (waiting.length >= jobs || waitingBytes + bytes > most) throw new GatewayError('overloaded')
    waitingBytes += bytes
    await new Promise<void>(resolve => waiting.push(resolve))
    waitingBytes -= bytes
  }

  function leavePlace(): void {
    const next = waiting.shift()
    if (next) next()
    else if (--running === 0) idleTimer = setTimeout(endIdle, pool.idleMs).unref()
  }

  /** Prefers the worker that worked last, because it remembers the most of a conversation that goes on. */
  async function readyWorker(): Promise<PooledWorker> {
    for (let worker = idle.pop(); worker; worker = idle.pop()) {
      if (await worker.isAlive()) return worker
      all.delete(worker)
    }
    if (isClosed) throw new GatewayError('shutting_down')
    const worker = new PooledWorker(new Worker(pool.url, { resourceLimits }))
    all.add(worker)
    return worker
  }

  async function end(worker: PooledWorker): Promise<void> {
    all.delete(worker)
    await worker.end()
  }

  async function endIdle(): Promise<void> {
    await Promise.all(idle.splice(0).map(end))
  }

  return {
    async use(bytes, work) {
      await takePlace(bytes)
      try {
        const worker = await readyWorker()
        const isKept = bytes <= pool.keptAfterBytes
        try {
          const result = await work((message, lent = []) => worker.ask(message, lent))
          if (isKept) idle.push(worker)
          else void end(worker)
          return result
        } catch (error) {
          void end(worker)
          throw error
        }
      } finally {
        leavePlace()
      }
    },
    async close() {
      isClosed = true
      clearTimeout(idleTimer)
      await Promise.all([...all].map(end))
    },
  }
}

class PooledWorker {
  readonly #worker: Worker
  #asked: { resolve(reply: unknown): void; reject(error: GatewayError): void } | undefined
  /** Why the worker takes no more messages. */
  #ended: GatewayError | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', reply => this.#asked?.resolve(reply))
    worker.on('error', error => this.#fail(error))
    worker.on('exit', code => this.#fail(new Error(`the worker ended with code ${code}`)))
  }

  /** Asks one question at a time. Rejects with `overloaded` if the worker is dead, or dies while it answers. */
  ask(message: object, lent: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended)
      this.#asked = { resolve, reject }
      this.#worker.postMessage(message, [...lent])
    })
  }

  async isAlive(): Promise<boolean> {
    const ping: PingMessage = { type: 'ping' }
    return this.ask(ping, []).then(
      () => true,
      () => false,
    )
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  /**
   * Called when the worker ends, for example out of memory. `overloaded` tells the caller that the request may be sent
   * again. It then goes to a new worker.
   */
  #fail(cause: unknown): void {
    this.#ended ??= new GatewayError('overloaded', {}, { cause })
    this.#asked?.reject(this.#ended)
  }
}

/**
 * Gives bytes that own their whole buffer, which transfer to another thread needs. Copies them if necessary: small Buffers
 * share one buffer.
 */
export function asOwnBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes
  const own = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
  return own ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(bytes)
}
