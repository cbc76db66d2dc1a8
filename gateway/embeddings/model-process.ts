import type { Logger } from 'pino'
import type { EmbedderState } from '../contract/embedder-state.ts'
import { guarded, logSafely } from '../guarded.ts'
import { atIntervals } from '../storage/at-intervals.ts'
import type {
  EmbeddingProcess,
  EmbedMessage,
  ProcessListeners,
  ProcessMessage,
  StartEmbeddingProcess,
} from './process-contract.ts'

/** A process that takes longer hangs, and is ended. */
const loadsWithinMs = 30_000
const answersWithinMs = 10_000
/** Without work for this long, the process is ended, which gives its memory back. */
const idleMs = 10 * 60_000
const firstBackOffMs = 1000
const longestBackOffMs = 60_000
const logEveryMs = 60_000

export interface ModelProcessDeps {
  readonly start: StartEmbeddingProcess
  readonly monotonicMs: () => number
  readonly log: Pick<Logger, 'warn' | 'error'>
  /** The process takes batches from now on. */
  readonly onReady: () => void
  readonly onReply: (reply: Extract<ProcessMessage, { readonly batch: number }>) => void
  /** The process failed, and nothing that was asked of it will be answered. */
  readonly onFailure: () => void
}

/** The life of the model's process: started when it is woken, ended when it is idle, started again after a failure. */
export class ModelProcess {
  readonly #deps: ModelProcessDeps
  readonly #tellFailure: (reason: string) => void
  #state: EmbedderState = { type: 'off' }
  #process: EmbeddingProcess | undefined
  /** Only the listeners of the present process count. */
  #listeners: ProcessListeners | undefined
  /** Resolves when the last process has ended. */
  #ended: Promise<void> = Promise.resolve()
  /** Ends a process that hangs, or one that is idle: it is never both. */
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #startsAgainAtMs = Number.NEGATIVE_INFINITY
  #isClosed = false

  constructor(deps: ModelProcessDeps) {
    this.#deps = deps
    this.#tellFailure = atIntervals(logEveryMs, deps.monotonicMs, (reason: string) => {
      deps.log.warn({ reason }, 'the embedding model failed; requests go on without it')
    })
  }

  get state(): EmbedderState {
    return this.#state
  }

  /** Starts the process if it does not run. False if there is none: closed, missing, or it failed a moment ago. */
  wake(): boolean {
    if (this.#process) return true
    if (this.#isClosed || this.#state.type === 'missing') return false
    if (this.#deps.monotonicMs() < this.#startsAgainAtMs) return false
    return this.#start()
  }

  post(message: EmbedMessage): void {
    this.#arm(answersWithinMs, () => this.fail('it did not answer'))
    try {
      this.#process?.post(message)
    } catch (error) {
      this.fail(reasonOf(error))
    }
  }

  /** Nothing is left to do. The process is ended if this lasts. */
  rest(): void {
    this.#arm(idleMs, () => void this.#end())
  }

  /** Ends the process and counts it as a failure. The next one is started after a while, longer with each failure in a row. */
  fail(reason: string, type: 'failed' | 'missing' = 'failed'): void {
    void this.#end()
    this.#state = { type, reason }
    const backOffMs = Math.min(firstBackOffMs * 2 ** this.#failures++, longestBackOffMs)
    this.#startsAgainAtMs = this.#deps.monotonicMs() + backOffMs
    this.#tellFailure(reason)
    this.#deps.onFailure()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#end()
  }

  #start(): boolean {
    const ended = Promise.withResolvers<void>()
    this.#ended = ended.promise
    const listeners: ProcessListeners = {
      onMessage: this.#guard(message => {
        if (this.#listeners === listeners) this.#hear(message)
      }),
      onEnd: this.#guard(how => {
        ended.resolve()
        if (this.#listeners === listeners) this.fail(how)
      }),
    }
    this.#listeners = listeners
    this.#state = { type: 'starting' }
    try {
      this.#process = this.#deps.start(listeners)
    } catch (error) {
      ended.resolve()
      this.fail(reasonOf(error))
      return false
    }
    this.#arm(loadsWithinMs, () => this.fail('it did not start'))
    return true
  }

  #hear(message: ProcessMessage): void {
    switch (message.type) {
      case 'ready':
        this.#state = { type: 'ready' }
        this.#deps.onReady()
        break
      case 'unusable':
        this.fail(message.reason, message.cause)
        break
      case 'embedded':
        this.#failures = 0
        this.#deps.onReply(message)
        break
      case 'refused':
        this.#tellFailure(message.reason)
        this.#deps.onReply(message)
        break
      default:
        message satisfies never
    }
  }

  #end(): Promise<void> {
    clearTimeout(this.#timer)
    const ending = this.#process
    this.#process = undefined
    this.#listeners = undefined
    this.#state = { type: 'off' }
    ending?.kill()
    return this.#ended
  }

  #arm(ms: number, act: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#guard(act), ms).unref()
  }

  #guard<Given extends readonly unknown[]>(listener: (...given: Given) => void): (...given: Given) => void {
    return guarded(error => logSafely(this.#deps.log, error, 'the embedding model’s process'), listener)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
