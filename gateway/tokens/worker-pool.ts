import { Worker } from 'node:worker_threads'
import { GatewayError } from '../errors.ts'

/** Sends one message to the worker and gives its reply. What is lent goes over without being copied. */
export type AskWorker = (message: object, lent?: readonly ArrayBuffer[]) => Promise<unknown>

export interface WorkerPoolOptions {
  readonly url: URL
  readonly atOnce: number
  /** What waits is in memory: beyond this, it is refused. */
  readonly waitingAtMost: { readonly jobs: number; readonly bytes: number }
  /** A worker that did nothing for so long is ended. */
  readonly idleMs: number
  /** Nor is one kept that has worked on more than this: its heap would stay as large as that made it. */
  readonly keptAfterBytes: number
}

export interface WorkerPool {
  /** Gives the work a worker of its own while it runs. Rejects with `overloaded` where too much waits. */
  use<T>(bytes: number, work: (ask: AskWorker) => Promise<T>): Promise<T>
  /** Ends all workers, also those that work: nobody waits for them any more. */
  close(): Promise<void>
}

/** Answered by the worker itself, so that nothing is lent to one that has died. */
export interface PingMessage {
  readonly type: 'ping'
}

// What a job makes and drops is collected soon. By default each worker would let its own grow as far as the main thread's.
const resourceLimits = { maxYoungGenerationSizeMb: 4 }

/** Workers that are started when they are needed, and ended when they are not. */
export function createWorkerPool(pool: WorkerPoolOptions): WorkerPool {
  const all = new Set<PooledWorker>()
  const idle: PooledWorker[] = []
  const waiting: (() => void)[] = []
  let waitingBytes = 0
  let running = 0
  let idleTimer: NodeJS.Timeout | undefined
  let isClosed = false

  /** One of the places to work in; the one before hands its own on. */
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

  /** The one that worked last remembers the most of a conversation that goes on. */
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
  /** Why it takes nothing more. */
  #ended: GatewayError | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', reply => this.#asked?.resolve(reply))
    worker.on('error', error => this.#fail(error))
    worker.on('exit', code => this.#fail(new Error(`the worker ended with code ${code}`)))
  }

  /** One question at a time. Rejects with `overloaded` where the worker is dead, or dies of it. */
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

  /** It ran out of memory, for one: the request may be sent again, to a new one. */
  #fail(cause: unknown): void {
    this.#ended ??= new GatewayError('overloaded', {}, { cause })
    this.#asked?.reject(this.#ended)
  }
}

/** Only a buffer of one's own can be lent to another thread; small ones share a pool. */
export function asOwnBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes
  const own = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
  return own ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(bytes)
}
