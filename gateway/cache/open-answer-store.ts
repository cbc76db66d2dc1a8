import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheEntry, CacheHit } from '../contract/answer-cache.ts'
import type { JudgedRow } from '../storage/cache-hits.ts'
import { cacheFile } from '../storage/databases.ts'
import type { AnswerStore, CacheKey, Judged, Neighbour, NewAnswer, StoredAnswer } from './answer-store.ts'
import { KnownKeys } from './known-keys.ts'
import { keyedHash } from './sealed-columns.ts'
import { StoreLink, type StoreLinkDeps } from './store-link.ts'
import { type AnswerToWrite, type StoreAsk, shortKey } from './store-messages.ts'
import { WriteQueue } from './write-queue.ts'

export type AnswerStoreDeps = StoreLinkDeps

const mostAnswerBytes = 4 * 1024 * 1024
const waitingLimits = { mostAnswers: 256, mostBytes: 32 * 1024 * 1024 }
const batchLimits = { mostAnswers: 16, mostBytes: mostAnswerBytes }
/** The main thread should not be held up by reading a message. */
const judgedAtOnce = 500
const mostJudged = 20_000
const mostListed = 500

/**
 * Opens nothing before the first use, so that a gateway whose cache is off has neither a file nor a worker. While the worker is
 * being started, and again after it died, everything is a miss.
 */
export function openAnswerStore(
  deps: AnswerStoreDeps,
): AnswerStore & { close(passed?: AbortSignal): Promise<void> } {
  return new WorkerStore(deps)
}

class WorkerStore implements AnswerStore {
  readonly #deps: AnswerStoreDeps
  readonly #known = new KnownKeys()
  readonly #queue = new WriteQueue(waitingLimits)
  readonly #link: StoreLink
  /** What writes the queue, while it does. */
  #writing: Promise<void> | undefined
  /** Counts up with each epoch, so that an answer that was looked up in an earlier one is not given. */
  #epoch = 0
  /** The worker may still have entries of before the newest epoch. Until it has removed them, everything is a miss. */
  #epochIsDue = false
  #isTellingEpoch = false
  #purges = 0

  constructor(deps: AnswerStoreDeps) {
    this.#deps = deps
    this.#link = new StoreLink(deps, {
      onReady: () => this.#isReady(),
      onLost: () => this.#known.clear(),
      onKeys: changes => this.#known.apply(changes),
    })
  }

  mayHave(key: CacheKey): boolean {
    const hash = this.#hash(key)
    if (!hash) this.#link.start()
    return hash !== undefined && this.#known.has(shortKey(hash))
  }

  async find(key: CacheKey): Promise<StoredAnswer | undefined> {
    const hash = this.#hash(key)
    if (!hash) this.#link.start()
    return hash && this.#lookUp<StoredAnswer>({ type: 'find', key: hash })
  }

  async nearest(key: CacheKey, vector: Float32Array, atLeast: number, question: string) {
    const fingerprint = this.#hash(key)
    if (!fingerprint) this.#link.start()
    const ask = fingerprint && ({ type: 'nearest', fingerprint, vector, atLeast, question } as const)
    return (ask && (await this.#lookUp<readonly Neighbour[]>(ask))) ?? []
  }

  read(entryId: string): Promise<StoredAnswer | undefined> {
    return this.#lookUp<StoredAnswer>({ type: 'read', entryId })
  }

  add(answer: NewAnswer): void {
    if (answer.bytes.byteLength > mostAnswerBytes) {
      answer.onSettled?.()
      return
    }
    this.#link.start()
    // A copy, whose memory can be handed over to the worker.
    this.#queue.push({ ...answer, bytes: new Uint8Array(answer.bytes) })
    this.#write()
  }

  async addHit(hit: Parameters<AnswerStore['addHit']>[0]): Promise<string | undefined> {
    if (!(await this.#link.ready())) return undefined
    return (await this.#link.ask({ type: 'add-hit', hit })) as string | undefined
  }

  async judge(hitId: string, judgement: Judged['judgement']): Promise<boolean> {
    return (await this.#askOfFile({ type: 'judge', hitId, judgement })) === true
  }

  async judged(): Promise<readonly Judged[]> {
    const all: Judged[] = []
    for (let beforeId = Number.MAX_SAFE_INTEGER; all.length < mostJudged; ) {
      const ask = { type: 'judged', beforeId, limit: judgedAtOnce } as const
      const rows = ((await this.#askOfFile(ask)) ?? []) as readonly JudgedRow[]
      for (const { group, similarity, judgement } of rows) all.push({ group, similarity, judgement })
      const last = rows.at(-1)
      if (!last || rows.length < judgedAtOnce) break
      beforeId = last.id
    }
    return all
  }

  async hits(before: number | undefined, limit: number): Promise<readonly CacheHit[]> {
    return ((await this.#askOfFile({ type: 'hits', ...page(before, limit) })) ?? []) as readonly CacheHit[]
  }

  async entries(before: number | undefined, limit: number): Promise<readonly CacheEntry[]> {
    return ((await this.#askOfFile({ type: 'entries', ...page(before, limit) })) ??
      []) as readonly CacheEntry[]
  }

  size() {
    return this.#link.size
  }

  async purge(what: Parameters<AnswerStore['purge']>[0]): Promise<number> {
    this.#purges++
    this.#queue.clear()
    return ((await this.#askOfFile({ type: 'purge', what })) as number | undefined) ?? 0
  }

  purges(): number {
    return this.#purges
  }

  nextEpoch(): void {
    this.#epoch++
    this.#queue.clear()
    this.#known.clear()
    this.#epochIsDue = this.#link.isStarted || this.#hasFile()
    if (!this.#epochIsDue) return
    this.#link.start()
    this.#tellEpoch()
  }

  state() {
    return this.#link.state
  }

  async close(passed: AbortSignal = new AbortController().signal): Promise<void> {
    await Promise.race([this.#writing, aborted(passed)])
    await this.#link.close(passed)
  }

  #hash(key: CacheKey): Buffer | undefined {
    return this.#link.key && keyedHash(this.#link.key, 'request', key)
  }

  #hasFile(): boolean {
    return existsSync(join(this.#deps.homeDir, cacheFile))
  }

  async #lookUp<Found>(ask: StoreAsk): Promise<Found | undefined> {
    if (this.#epochIsDue) {
      this.#tellEpoch()
      return undefined
    }
    const epoch = this.#epoch
    const found = (await this.#link.ask(ask)) as Found | undefined
    return epoch === this.#epoch ? found : undefined
  }

  /** For what a person asks. A gateway that never had a cache does not get one by it. */
  async #askOfFile(ask: StoreAsk): Promise<unknown> {
    if (!this.#link.isStarted && !this.#hasFile()) return undefined
    return (await this.#link.ready()) ? this.#link.ask(ask) : undefined
  }

  #isReady(): void {
    if (this.#epochIsDue) this.#tellEpoch()
    this.#write()
  }

  /** Asks once at a time, because what was stored after an epoch began would be removed by a second question. */
  #tellEpoch(): void {
    if (this.#isTellingEpoch) return
    this.#isTellingEpoch = true
    const epoch = this.#epoch
    void this.#link.ask({ type: 'next-epoch' }).then(removed => {
      this.#isTellingEpoch = false
      if (removed !== undefined && epoch === this.#epoch) this.#epochIsDue = false
    })
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
      if (this.#link.key && this.#queue.length > 0) this.#write() // it came while this ended
    })
  }

  /** One batch at a time is with the worker, so that what waits is here and bounded. */
  async #writeAll(): Promise<void> {
    while (this.#link.key && this.#queue.length > 0) {
      const taken = this.#queue.take(batchLimits)
      const answers = taken.map(answer => this.#toWrite(answer))
      const memory = answers.map(({ bytes }) => bytes.buffer as ArrayBuffer)
      if (await this.#link.ask({ type: 'add', answers }, memory)) this.#link.succeeded()
      for (const { onSettled } of taken) onSettled?.()
    }
  }

  #toWrite({ keys, onSettled: _, ...answer }: NewAnswer): AnswerToWrite {
    const hash = (key: CacheKey) => this.#hash(key) ?? new Uint8Array(32)
    const { exact, fingerprint } = keys
    return { ...answer, exactKey: hash(exact), fingerprint: fingerprint && hash(fingerprint) }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function page(before: number | undefined, limit: number) {
  return { beforeMs: before ?? Number.MAX_SAFE_INTEGER, limit: Math.min(limit, mostListed) }
}
