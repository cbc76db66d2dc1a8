import { createSecretKey } from 'node:crypto'
import { type Transferable, Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { guarded, logSafely } from '../guarded.ts'
import { endWorker } from '../storage/end-worker.ts'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'
import type { AnswerStore } from './answer-store.ts'
import { openDataKey } from './data-key.ts'
import { type RequestHash, requestHash } from './sealed-columns.ts'
import type { CacheWorkerData, FromWorker, StoreAsk, StoreSize, ToWorker } from './store-messages.ts'

export interface StoreLinkDeps {
  readonly homeDir: string
  readonly workerUrl: URL
  readonly vault: SecretStore
  readonly now: () => number
  readonly capBytes: () => number
  readonly log: Logger
}

export interface StoreLinkEvents {
  readonly onReady: () => void
  /** The worker has ended. What it was asked and had not answered is lost. */
  readonly onLost: () => void
  readonly onKeys: (changes: Float64Array) => void
}

const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 }
const firstRestartMs = 500
const longestRestartMs = 60_000
const mostPending = 1000
const tickEveryMs = 60_000
const usedWithinMs = 1000
const usedAtOnce = 500
const opening = 'It is being opened.'

/** The cache's worker: started with the first use, and again after a while if it dies. Nothing here rejects or throws. */
export class StoreLink {
  readonly #deps: StoreLinkDeps
  readonly #events: StoreLinkEvents
  readonly #pending = new Map<number, (value: unknown) => void>()
  readonly #waiting: ((isReady: boolean) => void)[] = []
  #worker: Worker | undefined
  #hash: RequestHash | undefined
  #state: ReturnType<AnswerStore['state']> = { state: 'closed', reason: 'It was not used yet.' }
  #size: StoreSize = { entries: 0, bytes: 0 }
  #lastId = 0
  #used: string[] = []
  #restartMs = firstRestartMs
  #timer: NodeJS.Timeout | undefined
  #ticks: NodeJS.Timeout | undefined
  #isClosed = false
  /** The last that was logged, which is not logged again before something succeeds. */
  #logged = ''

  constructor(deps: StoreLinkDeps, events: StoreLinkEvents) {
    this.#deps = deps
    this.#events = events
  }

  /** Undefined unless the store is ready. */
  get hash(): RequestHash | undefined {
    return this.#hash
  }

  get state() {
    return this.#state
  }

  get size(): StoreSize {
    return this.#size
  }

  get isStarted(): boolean {
    return this.#worker !== undefined || this.#timer !== undefined || this.#isClosed
  }

  start(): void {
    if (!this.isStarted) this.#run()
  }

  /** Starts it if needed. False if it cannot be opened. */
  ready(): Promise<boolean> {
    if (this.#hash) return Promise.resolve(true)
    this.start()
    if (!this.#worker || this.#isClosed) return Promise.resolve(false)
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** Undefined if the worker is not ready, has too much to do, or cannot do it. */
  ask(ask: StoreAsk, transfer: readonly Transferable[] = []): Promise<unknown> {
    if (!this.#hash || this.#pending.size >= mostPending) return Promise.resolve(undefined)
    const id = ++this.#lastId
    return new Promise(resolve => {
      this.#pending.set(id, resolve)
      try {
        const { now, capBytes } = this.#deps
        const used = this.#used
        this.#used = []
        this.#post({ type: 'ask', id, nowMs: now(), capBytes: capBytes(), used, ask }, transfer)
      } catch (error) {
        this.#pending.delete(id)
        this.#tell('the cache cannot be asked', error)
        resolve(undefined)
      }
    })
  }

  /** Tells the worker of it with the next message, or soon. */
  wasUsed(entryId: string): void {
    this.#used.push(entryId)
    if (this.#used.length === 1) setTimeout(() => this.#tellUsed(), usedWithinMs).unref()
    else if (this.#used.length >= usedAtOnce) this.#tellUsed()
  }

  async close(passed: AbortSignal): Promise<void> {
    this.#tellUsed()
    this.#isClosed = true
    clearTimeout(this.#timer)
    const worker = this.#worker
    if (worker) await endWorker(worker, { type: 'close' } satisfies ToWorker, passed)
    this.#lost('It is closed.')
  }

  #tellUsed(): void {
    if (this.#used.length > 0) void this.ask({ type: 'tick' })
  }

  #run(): void {
    this.#timer = undefined
    const { homeDir, workerUrl } = this.#deps
    this.#state = { state: 'closed', reason: opening }
    try {
      const worker = new Worker(workerUrl, {
        workerData: { homeDir } satisfies CacheWorkerData,
        resourceLimits,
      })
      this.#worker = worker
      const failed = (error: unknown) => this.#tell('the cache failed', error)
      worker.on(
        'message',
        guarded(failed, (message: FromWorker) => this.#receive(worker, message)),
      )
      worker.on('error', failed)
      worker.on(
        'exit',
        guarded(failed, () => this.#ended(worker)),
      )
    } catch (error) {
      this.#tell('the cache’s worker cannot be started', error)
      this.#restartLater()
    }
  }

  #receive(worker: Worker, message: FromWorker): void {
    if (worker !== this.#worker) return
    switch (message.type) {
      case 'locked':
        void this.#unlock(worker, message.sealed)
        break
      case 'keys':
        this.#events.onKeys(message.changes)
        break
      case 'reply':
        this.#size = message.size
        this.#pending.get(message.id)?.(message.value)
        this.#pending.delete(message.id)
        break
      case 'trouble':
        this.#tell(troubles[message.trouble], new Error(message.reason))
        break
      default:
        message satisfies never
    }
  }

  async #unlock(worker: Worker, stored: SealedSecret | undefined): Promise<void> {
    try {
      const { bytes, sealed, isNew } = await openDataKey(this.#deps.vault, stored, this.#deps.log)
      if (worker !== this.#worker || this.#isClosed) return
      this.#post({ type: 'unlock', dataKey: bytes, sealed, isNew })
      this.#hash = requestHash(createSecretKey(bytes))
      bytes.fill(0)
      this.#state = { state: 'ready', reason: '' }
      this.#ticks = setInterval(() => void this.ask({ type: 'tick' }), tickEveryMs).unref()
      for (const resolve of this.#waiting.splice(0)) resolve(true)
      this.#events.onReady()
    } catch (error) {
      this.#tell('the cache has no key', error)
      void worker.terminate()
    }
  }

  #ended(worker: Worker): void {
    if (worker !== this.#worker) return
    const { state, reason } = this.#state
    this.#lost(state === 'failed' ? reason : 'Its worker ended, and is started again.')
    if (!this.#isClosed) this.#restartLater()
  }

  #lost(reason: string): void {
    clearInterval(this.#ticks)
    if (this.#hash) this.#restartMs = firstRestartMs
    this.#worker = undefined
    this.#hash = undefined
    this.#used = []
    this.#size = { entries: 0, bytes: 0 }
    this.#state = { state: this.#isClosed ? 'closed' : 'failed', reason }
    for (const resolve of this.#pending.values()) resolve(undefined)
    this.#pending.clear()
    for (const resolve of this.#waiting.splice(0)) resolve(false)
    this.#events.onLost()
  }

  #restartLater(): void {
    this.#timer = setTimeout(() => this.#run(), this.#restartMs).unref()
    this.#restartMs = Math.min(2 * this.#restartMs, longestRestartMs)
  }

  #post(message: ToWorker, transfer: readonly Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer)
  }

  #tell(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    if (!this.#hash) this.#state = { state: 'failed', reason: `${what}: ${reason}` }
    if (this.#logged === what) return
    this.#logged = what
    logSafely(this.#deps.log, error, what)
  }

  /** Something was written, so that the next failure is news. */
  succeeded(): void {
    this.#logged = ''
  }
}

const troubles = {
  damaged: 'cache.db was damaged and is deleted, so the cache is empty now',
  refused: 'cache.db cannot be opened',
  'not-done': 'the cache could not write or read',
} as const
