// Stores answers once they are complete, in the background: nobody waits for it, and what is too much is left out.
import type { TokenCounts } from '../contract/chat.ts'
import type { Embedder } from '../embeddings/embedder.ts'
import type { WireFormat } from '../formats/index.ts'
import type { AnswerStore, CacheKey, NewAnswer } from './answer-store.ts'
import { checkAnswer } from './check-answer.ts'
import type { EligibleRequest } from './eligible-request.ts'
import type { LoadWatch } from './load-watch.ts'

/** A complete answer as its caller got it. */
export interface FreshAnswer {
  readonly request: EligibleRequest
  readonly format: WireFormat
  readonly bytes: Uint8Array
  readonly isStream: boolean
  readonly contentType: string
  readonly providerId: string
  readonly model: string
  readonly costNanoUsd: bigint | undefined
  readonly durationMs: number
  readonly tokens: TokenCounts | undefined
  /** Of the question, if it was embedded already. */
  readonly vector: Float32Array | undefined
  /** Gives the memory of `bytes` back. */
  readonly release: () => void
  /** Called with the text of an answer that is good. What it returns is waited for. */
  readonly onText?: (text: string) => Promise<void>
}

export interface KeepDeps {
  readonly store: AnswerStore
  readonly embedder: Pick<Embedder, 'embedMany'>
  readonly load: Pick<LoadWatch, 'isBusy'>
  readonly ttlMs: () => number
  readonly tell: (error: unknown) => void
}

interface Waiting {
  readonly answer: FreshAnswer
  /** How many purges there had been when the answer was complete. */
  readonly purges: number
  /** To be called once it is stored, or will not be. */
  readonly settle: () => void
}

/** Which may be answers of 4 MiB each. The room for copies bounds what they take together. */
const mostWaiting = 256
/** While there is much else to do, so that no more than a small part of the time goes into it. */
const pauseMs = 20
const busyPauseMs = 100
const mostToEmbed = { answers: 1024, bytes: 8 * 1024 * 1024 }

export class KeptAnswers {
  readonly #deps: KeepDeps
  readonly #waiting: Waiting[] = []
  readonly #toEmbed: { readonly answer: NewAnswer; readonly purges: number }[] = []
  readonly #unsettled = new Map<CacheKey, Promise<void>>()
  #toEmbedBytes = 0
  #isRunning = false
  #isEmbedding = false
  #isClosed = false

  constructor(deps: KeepDeps) {
    this.#deps = deps
  }

  get hasRoom(): boolean {
    return !this.#isClosed && this.#waiting.length < mostWaiting
  }

  /** Returns at once. Where too many wait, the answer is left out. */
  add(answer: FreshAnswer): void {
    if (!this.hasRoom) {
      this.#release(answer)
      return
    }
    const settle = this.#begin(answer.request.keys.exact)
    this.#waiting.push({ answer, purges: this.#deps.store.purges(), settle })
    if (!this.#isRunning) void this.#run()
  }

  /** Resolves when the newest answer to this request is stored, or will not be. Undefined if there is none. */
  unsettled(key: CacheKey): Promise<void> | undefined {
    return this.#unsettled.get(key)
  }

  close(): void {
    this.#isClosed = true
    this.#toEmbed.length = 0
    for (const { answer, settle } of this.#waiting.splice(0)) {
      this.#release(answer)
      settle()
    }
  }

  /** Gives what ends it. Only its first call counts. */
  #begin(key: CacheKey): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#unsettled.set(key, promise)
    return () => {
      if (this.#unsettled.get(key) === promise) this.#unsettled.delete(key)
      resolve()
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let waiting = this.#waiting.shift(); waiting; waiting = this.#waiting.shift()) {
      try {
        if (this.#deps.load.isBusy()) await pause(pauseMs)
        if (this.#isClosed || !(await this.#keep(waiting))) waiting.settle()
      } catch (error) {
        waiting.settle()
        this.#deps.tell(error)
      } finally {
        this.#release(waiting.answer)
      }
    }
    this.#isRunning = false
  }

  /** Nobody stands above the background to catch what is thrown. */
  #release({ release }: FreshAnswer): void {
    try {
      release()
    } catch (error) {
      this.#deps.tell(error)
    }
  }

  /** True if the store has it, which settles it then. */
  async #keep({ answer, purges, settle }: Waiting): Promise<boolean> {
    const { store, ttlMs } = this.#deps
    const { bytes, contentType, costNanoUsd, durationMs, isStream, model, providerId, request } = answer
    const { client, keys } = request
    const checked = await checkAnswer(answer, client.cache.allowsTools)
    if (!checked.isGood) return false
    await answer.onText?.(checked.text)
    const stored = {
      keys,
      clientId: client.id,
      ttlMs: ttlMs(),
      vector: answer.vector,
      isStream,
      contentType,
      bytes,
      question: keys.question,
      providerId,
      model,
      costNanoUsd,
      durationMs,
      tokens: JSON.stringify(answer.tokens ?? null),
    }
    // The same request may come again before the model has time for the question.
    const isKept = purges === store.purges()
    if (isKept) store.add({ ...stored, onSettled: settle })
    if (!answer.vector && request.mode !== 'exact') this.#embedLater(stored, purges)
    return isKept
  }

  #embedLater(answer: NewAnswer, purges: number): void {
    if (answer.question === undefined || this.#isClosed) return
    this.#toEmbed.push({ answer, purges })
    this.#toEmbedBytes += answer.bytes.byteLength
    while (this.#toEmbed.length > mostToEmbed.answers || this.#toEmbedBytes > mostToEmbed.bytes) this.#next()
    if (!this.#isEmbedding) void this.#embedAll()
  }

  #next() {
    const next = this.#toEmbed.shift()
    this.#toEmbedBytes -= next?.answer.bytes.byteLength ?? 0
    return next
  }

  /** The answers are stored already. Here they are stored once more, with what makes them be found in other words. */
  async #embedAll(): Promise<void> {
    const { embedder, load, store, tell } = this.#deps
    this.#isEmbedding = true
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        while (load.isBusy() && !this.#isClosed) await pause(busyPauseMs)
        const [vector] = this.#isClosed ? [] : await embedder.embedMany([next.answer.question ?? ''])
        if (vector && next.purges === store.purges()) store.add({ ...next.answer, vector })
      }
    } catch (error) {
      tell(error)
    } finally {
      this.#isEmbedding = false
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms).unref())
}
