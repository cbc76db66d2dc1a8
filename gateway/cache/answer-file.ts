// What the cache's worker does with cache.db. It runs in the worker alone, and may throw what SQLite throws.
import type { KeyObject } from 'node:crypto'
import type { CachePurge } from '../contract/answer-cache.ts'
import type { CacheEntries, FoundEntry, GoneEntry } from '../storage/cache-entries.ts'
import type { CacheHits } from '../storage/cache-hits.ts'
import type { Neighbour, StoredAnswer } from './answer-store.ts'
import { cosine } from './cosine.ts'
import { insertRows } from './insert-rows.ts'
import { openColumn, pairHash } from './sealed-columns.ts'
import { type SealedRow, sealRow, toVector } from './sealed-row.ts'
import {
  type Added,
  type AnswerToWrite,
  mayBeSetBackMs,
  type NearestAsk,
  type StoreSize,
  shortKey,
} from './store-messages.ts'
import { unindexedVectors, VectorIndexes } from './vector-indexes.ts'

export interface AnswerFileDeps {
  readonly key: KeyObject
  readonly entries: CacheEntries
  readonly hits: Pick<CacheHits, 'isBarred' | 'forgetEntry' | 'forgetClient' | 'forgetModel' | 'deleteAll'>
  /** As `VectorSource`'s. */
  readonly later: (step: () => void) => void
  /** All or nothing. */
  readonly transaction: <Result>(run: () => Result) => Result
  /** Gives back what is free in the file, and empties the WAL. */
  readonly shrink: () => void
  /** Short keys that came (positive), are gone (negative), or all are gone (0). */
  readonly changed: (changes: readonly number[]) => void
}

const mostNeighbours = 8
/** More than are given, because some of them may turn out to be less similar, expired or judged wrong. */
const mostCandidates = 32
const removedAtOnce = 1000
const largestIndexes = 8

export class AnswerFile {
  readonly #deps: AnswerFileDeps
  readonly #indexes: VectorIndexes
  #size: StoreSize
  #nextId: number
  /** The latest time that was seen. */
  #newestMs: number
  /** Given, which is noted in the file after the answer is on its way, and before anything else is done. */
  #used: { readonly id: number; readonly nowMs: number }[] = []

  constructor(deps: AnswerFileDeps) {
    const { entries, later } = deps
    this.#deps = deps
    this.#size = entries.sums()
    this.#nextId = entries.lastId() + 1
    this.#newestMs = entries.newestMs()
    this.#indexes = new VectorIndexes({
      later,
      read: (fingerprint, afterId, limit) =>
        entries
          .vectors(fingerprint, afterId, limit)
          .map(({ id, vector }) => ({ id, vector: toVector(this.#open('vector', id, vector)) })),
    })
    for (const fingerprint of entries.largestFingerprints(unindexedVectors, largestIndexes))
      this.#indexes.load(fingerprint)
  }

  get size(): StoreSize {
    return this.#size
  }

  find(exactKey: Uint8Array, nowMs: number): StoredAnswer | undefined {
    return this.#toAnswer(this.#deps.entries.findByKey(exactKey, nowMs), nowMs)
  }

  read(entryId: string, nowMs: number): StoredAnswer | undefined {
    return this.#toAnswer(this.#deps.entries.findById(Number(entryId), nowMs), nowMs)
  }

  nearest(ask: NearestAsk, nowMs: number): readonly Neighbour[] {
    return this.#idsNear(ask)
      .map(id => this.#neighbour(id, ask, nowMs))
      .filter(found => found !== undefined)
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, mostNeighbours)
  }

  /** Throws what the first answer that could not be written threw, after it tried all of them. */
  write(answers: readonly AnswerToWrite[], nowMs: number, capBytes: number): readonly Added[] {
    const rows = answers.map(answer => sealRow(this.#deps.key, this.#nextId++, answer, nowMs))
    const fitting = rows.filter(({ storedBytes }) => storedBytes <= capBytes)
    insertRows(fitting, this.#deps, (row, replaced) => {
      this.#forget(replaced)
      this.#noteNew(row)
    })
    this.#keepWithin(capBytes)
    return rows.map(({ id, storedBytes, createdAtMs, expiresAtMs }) =>
      storedBytes <= capBytes ? { entryId: String(id), createdAtMs, expiresAtMs } : undefined,
    )
  }

  remove(id: number): void {
    this.#forget(this.#deps.entries.removeById(id))
  }

  removeExpired(nowMs: number): void {
    this.#forget(this.#deps.entries.removeExpired(nowMs, removedAtOnce))
  }

  /** Gives how many they were. */
  removeAll(): number {
    const removed = this.#deps.entries.removeAll()
    this.#indexes.clear()
    this.#size = { entries: 0, bytes: 0 }
    this.#deps.changed([0])
    return removed
  }

  /** Removes it from the file for good, with the hits of it. Gives how many entries they were. */
  purge(what: CachePurge): number {
    const removed = this.#removeOf(what)
    this.#deps.shrink()
    return removed
  }

  /**
   * To be told the time of each question before it is answered. If the clock was set back, nobody knows how old what is stored
   * is: all of it is removed, so that nothing is given for longer than was asked for.
   */
  begin(nowMs: number, used: readonly string[]): void {
    for (const id of used) this.#used.push({ id: Number(id), nowMs })
    this.#noteUse()
    const wasSetBack = nowMs < this.#newestMs - mayBeSetBackMs
    if (wasSetBack) this.removeAll()
    this.#newestMs = wasSetBack ? nowMs : Math.max(this.#newestMs, nowMs)
  }

  /** To be called after a failure, which may have been in the midst of a change. */
  recount(): void {
    this.#size = this.#deps.entries.sums()
  }

  #noteUse(): void {
    const used = this.#used
    this.#used = []
    for (const { id, nowMs } of used) this.#deps.entries.touch(id, nowMs)
  }

  #open(column: string, row: number, sealed: Uint8Array | null | undefined): Buffer | undefined {
    return sealed ? openColumn(this.#deps.key, { column, row }, sealed) : undefined
  }

  #toAnswer(found: FoundEntry | undefined, nowMs: number): StoredAnswer | undefined {
    if (!found) return undefined
    const bytes = this.#open('answer', found.id, found.answer)
    const question = this.#open('question', found.id, found.question)
    if (!bytes || (found.question && !question)) {
      this.remove(found.id) // damaged, or moved to another row
      return undefined
    }
    this.#used.push({ id: found.id, nowMs })
    this.#deps.later(() => this.#noteUse())
    const { id, clientId: _clientId, question: _question, answer: _answer, ...facts } = found
    return { ...facts, entryId: String(id), question: question?.toString(), bytes }
  }

  #idsNear({ fingerprint, vector, atLeast }: NearestAsk): readonly number[] {
    const { entries } = this.#deps
    if (entries.countOf(fingerprint, unindexedVectors + 1) <= unindexedVectors)
      return entries.vectors(fingerprint, 0, unindexedVectors).map(({ id }) => id)
    return this.#indexes.search(fingerprint, vector, atLeast, mostCandidates)?.map(({ id }) => id) ?? []
  }

  #neighbour(id: number, ask: NearestAsk, nowMs: number): Neighbour | undefined {
    const { entries, hits, key } = this.#deps
    const found = entries.near(id, nowMs)
    const vector = toVector(this.#open('vector', id, found?.vector))
    if (!found || !vector) return undefined
    const similarity = cosine(ask.vector, vector)
    if (!(similarity >= ask.atLeast)) return undefined
    const question = this.#open('question', id, found.question)?.toString()
    if (question === undefined || hits.isBarred(pairHash(key, question, ask.question))) return undefined
    return { entryId: String(id), similarity, question, createdAtMs: found.createdAtMs }
  }

  #noteNew({ id, exactKey, fingerprint, storedBytes, plainVector }: SealedRow): void {
    this.#size = { entries: this.#size.entries + 1, bytes: this.#size.bytes + storedBytes }
    if (fingerprint && plainVector) this.#indexes.add(fingerprint, id, plainVector)
    this.#deps.changed([exactKey, ...(fingerprint ? [fingerprint] : [])].map(shortKey))
  }

  #keepWithin(capBytes: number): void {
    while (this.#size.entries > 0 && this.#size.bytes > capBytes) {
      const surplus = (this.#size.entries * (this.#size.bytes - capBytes)) / this.#size.bytes
      const count = Math.max(1, Math.min(removedAtOnce, Math.floor(surplus)))
      this.#forget(this.#deps.entries.removeLeastUsed(count))
    }
  }

  #removeOf(what: CachePurge): number {
    const { entries, hits, transaction } = this.#deps
    switch (what.what) {
      case 'all':
        hits.deleteAll()
        return this.removeAll()
      case 'client':
        transaction(() => hits.forgetClient(what.clientId))
        return this.#removeEach(() => entries.removeByClient(what.clientId, removedAtOnce))
      case 'model':
        transaction(() => hits.forgetModel(what.model))
        return this.#removeEach(() => entries.removeByModel(what.model, removedAtOnce))
      case 'entry':
        return this.#removeEach(() => entries.removeById(Number(what.entryId)))
      default:
        return what satisfies never
    }
  }

  /** `remove` is called until nothing is left. */
  #removeEach(remove: () => readonly GoneEntry[]): number {
    const removed = this.#deps.transaction(() => {
      const all: GoneEntry[] = []
      for (let gone = remove(); gone.length > 0; gone = remove()) for (const each of gone) all.push(each)
      for (const { id } of all) this.#deps.hits.forgetEntry(id)
      return all
    })
    this.#forget(removed)
    return removed.length
  }

  /** To be called for what was removed, once that is certain. */
  #forget(gone: readonly GoneEntry[]): void {
    if (gone.length === 0) return
    const changes: number[] = []
    let { entries, bytes } = this.#size
    for (const { id, exactKey, fingerprint, storedBytes } of gone) {
      entries--
      bytes -= storedBytes
      changes.push(-shortKey(exactKey))
      if (!fingerprint) continue
      this.#indexes.remove(fingerprint, id)
      if (!this.#deps.entries.hasFingerprint(fingerprint)) changes.push(-shortKey(fingerprint))
    }
    this.#size = { entries, bytes }
    this.#deps.changed(changes)
  }
}
