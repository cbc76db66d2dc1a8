import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheEntry, CacheHit } from '../contract/answer-cache.ts'
import type { GuardVerdict } from '../contract/cache.ts'
import type { JudgedRow } from '../storage/cache-hits.ts'
import { cacheFile } from '../storage/databases.ts'
import type { AnswerStore, CacheKey, Judged, Neighbour, NewAnswer, StoredAnswer } from './answer-store.ts'
import { AnswerWriter } from './answer-writer.ts'
import { keyBytes } from './answers-to-write.ts'
import { KnownKeys } from './known-keys.ts'
import { RecentAnswers } from './recent-answers.ts'
import { StoreLink, type StoreLinkDeps } from './store-link.ts'
import { type Added, type StoreAsk, shortKeyOfHex } from './store-messages.ts'

export type AnswerStoreDeps = StoreLinkDeps

type Placed = NonNullable<Added>

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
  readonly #recent = new RecentAnswers()
  readonly #link: StoreLink
  readonly #writer: AnswerWriter
  /** Counts up with each epoch, so that an answer that was looked up in an earlier one is not given. */
  #epoch = 0
  /** The worker may still have entries of before the newest epoch. Until it has removed them, everything is a miss. */
  #epochIsDue = false
  #isTellingEpoch = false
  #purges = 0
  /** Counts up whenever entries may be gone, so that what the worker said before is not kept as recent. */
  #generation = 0

  constructor(deps: AnswerStoreDeps) {
    this.#deps = deps
    this.#link = new StoreLink(deps, {
      onReady: () => this.#isReady(),
      onLost: () => {
        this.#known.clear()
        this.#forgetRecent()
      },
      onKeys: changes => {
        this.#known.apply(changes)
        this.#recent.apply(changes)
      },
    })
    this.#writer = new AnswerWriter(this.#link, (answer, added) => this.#keepRecent(answer, added))
  }

  mayHave(key: CacheKey): boolean {
    const hash = this.#hash(key)
    if (!hash) this.#link.start()
    return hash !== undefined && this.#known.has(shortKeyOfHex(hash))
  }

  recent(key: CacheKey): StoredAnswer | undefined {
    const hash = this.#hash(key)
    const answer = hash && this.#recent.find(shortKeyOfHex(hash), key, this.#deps.now())
    if (!answer) return undefined
    this.#link.wasUsed(answer.entryId)
    return answer
  }

  async find(key: CacheKey): Promise<StoredAnswer | undefined> {
    const hash = this.#hash(key)
    if (!hash) this.#link.start()
    if (!hash) return undefined
    const generation = this.#generation
    const found = await this.#lookUp<StoredAnswer>({ type: 'find', key: keyBytes(hash) })
    if (found && generation === this.#generation) this.#recent.put(shortKeyOfHex(hash), key, found)
    return found
  }

  async nearest(key: CacheKey, vector: Float32Array, atLeast: number, question: string) {
    const fingerprint = this.#hash(key)
    if (!fingerprint) this.#link.start()
    if (!fingerprint) return []
    const asked = { fingerprint: keyBytes(fingerprint), vector, atLeast, question }
    return (await this.#lookUp<readonly Neighbour[]>({ type: 'nearest', ...asked })) ?? []
  }

  read(entryId: string): Promise<StoredAnswer | undefined> {
    return this.#lookUp<StoredAnswer>({ type: 'read', entryId })
  }

  add(answer: NewAnswer): void {
    this.#writer.add(answer)
  }

  async addHit(hit: Parameters<AnswerStore['addHit']>[0]): Promise<string | undefined> {
    if (!(await this.#link.ready())) return undefined
    return (await this.#link.ask({ type: 'add-hit', hit })) as string | undefined
  }

  async judge(hitId: string, judgement: Judged['judgement']): Promise<boolean> {
    if (judgement === 'wrong') this.#forgetRecent() // its entry is removed
    return (await this.#askOfFile({ type: 'judge', hitId, judgement })) === true
  }

  async compare(stored: string, asked: string): Promise<GuardVerdict | undefined> {
    return (await this.#link.ask({ type: 'compare', stored, asked })) as GuardVerdict | undefined
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
    this.#writer.clear()
    this.#forgetRecent()
    return ((await this.#askOfFile({ type: 'purge', what })) as number | undefined) ?? 0
  }

  purges(): number {
    return this.#purges
  }

  nextEpoch(): void {
    this.#epoch++
    this.#writer.clear()
    this.#known.clear()
    this.#forgetRecent()
    this.#epochIsDue = this.#link.isStarted || this.#hasFile()
    if (!this.#epochIsDue) return
    this.#link.start()
    this.#tellEpoch()
  }

  state() {
    return this.#link.state
  }

  async close(passed: AbortSignal = new AbortController().signal): Promise<void> {
    await Promise.race([this.#writer.close(), aborted(passed)])
    await this.#link.close(passed)
  }

  #hash(key: CacheKey): string | undefined {
    return this.#link.hash?.(key)
  }

  #forgetRecent(): void {
    this.#generation++
    this.#recent.clear()
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
    this.#writer.flush()
    const found = (await this.#link.ask(ask)) as Found | undefined
    return epoch === this.#epoch ? found : undefined
  }

  /** For what a person asks. A gateway that never had a cache does not get one by it. */
  async #askOfFile(ask: StoreAsk): Promise<unknown> {
    if (!this.#link.isStarted && !this.#hasFile()) return undefined
    if (!(await this.#link.ready())) return undefined
    this.#writer.flush()
    return this.#link.ask(ask)
  }

  #isReady(): void {
    if (this.#epochIsDue) this.#tellEpoch()
    this.#writer.write()
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

  #keepRecent(answer: NewAnswer, added: Placed): void {
    const { keys, clientId: _, ttlMs: _ttl, vector: _vector, onSettled: _settled, ...facts } = answer
    const hash = this.#hash(keys.exact)
    if (hash) this.#recent.put(shortKeyOfHex(hash), keys.exact, { ...facts, ...added })
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function page(before: number | undefined, limit: number) {
  return { beforeMs: before ?? Number.MAX_SAFE_INTEGER, limit: Math.min(limit, mostListed) }
}
