// The hits in cache.db, for the cache's worker alone. May throw what SQLite throws.
import type { KeyObject } from 'node:crypto'
import type { CacheHit } from '../contract/answer-cache.ts'
import type { GuardVerdict } from '../contract/cache.ts'
import type { CacheHits, JudgedRow, Judgement, ListedHit } from '../storage/cache-hits.ts'
import type { NewHit } from './answer-store.ts'
import { openColumn, pairHash, sealColumn } from './sealed-columns.ts'

/** Of the size that the cache may have. */
const shareOfHits = 1 / 8
const rowBytes = 300

export interface HitFileDeps {
  readonly key: KeyObject
  readonly hits: CacheHits
  readonly transaction: <Result>(run: () => Result) => Result
  readonly removeEntry: (id: number) => void
}

export class HitFile {
  readonly #deps: HitFileDeps
  #nextId: number

  constructor(deps: HitFileDeps) {
    this.#deps = deps
    this.#nextId = deps.hits.lastId() + 1
  }

  /** Gives the hit's id. */
  add({ entryId, guard, storedQuestion, askedQuestion, ...facts }: NewHit, capBytes: number): string {
    const { key, hits } = this.#deps
    const id = this.#nextId++
    const seal = (column: string, text: string) => sealColumn(key, { column, row: id }, Buffer.from(text))
    const sealed = {
      storedQuestion: seal('stored_question', storedQuestion),
      askedQuestion: seal('asked_question', askedQuestion),
      guard: guard && seal('guard', JSON.stringify(guard)),
    }
    const storedBytes =
      rowBytes + sealed.storedQuestion.length + sealed.askedQuestion.length + (sealed.guard?.length ?? 0)
    hits.insert({ ...facts, ...sealed, id, entryId: Number(entryId), storedBytes })
    hits.keepNewest(capBytes * shareOfHits)
    return String(id)
  }

  /** False if there is no such hit. */
  judge(hitId: string, judgement: Judgement): boolean {
    const { key, hits, transaction, removeEntry } = this.#deps
    const found = hits.find(Number(hitId))
    if (!found) return false
    const hit = this.#toHit(found)
    transaction(() => {
      hits.judge(found.id, judgement)
      if (!hit || (judgement !== 'wrong' && hit.judgement !== 'wrong')) return
      const pair = pairHash(key, hit.storedQuestion, hit.askedQuestion)
      if (judgement === 'wrong') hits.bar(pair)
      else hits.unbar(pair)
    })
    if (judgement === 'wrong') removeEntry(found.entryId)
    return true
  }

  list(beforeMs: number, limit: number): readonly CacheHit[] {
    return this.#deps.hits
      .list(beforeMs, limit)
      .map(row => this.#toHit(row))
      .filter(hit => hit !== undefined)
  }

  judged(beforeId: number, limit: number): readonly JudgedRow[] {
    return this.#deps.hits.judged(beforeId, limit)
  }

  /** Undefined if it is damaged. */
  #toHit({ id, served, storedQuestion, askedQuestion, guard, ...facts }: ListedHit): CacheHit | undefined {
    const open = (column: string, sealed: Uint8Array) =>
      openColumn(this.#deps.key, { column, row: id }, sealed)?.toString()
    const stored = open('stored_question', storedQuestion)
    const asked = open('asked_question', askedQuestion)
    const verdict = guard && open('guard', guard)
    if (stored === undefined || asked === undefined) return undefined
    return {
      ...pickHit(facts),
      id: String(id),
      served: served === 1,
      storedQuestion: stored,
      askedQuestion: asked,
      guard: verdict ? (JSON.parse(verdict) as GuardVerdict) : null,
    }
  }
}

function pickHit({
  atMs,
  requestId,
  clientId,
  model,
  kind,
  similarity,
  ageMs,
  judgement,
}: PlainFacts): PlainFacts {
  return { atMs, requestId, clientId, model, kind, similarity, ageMs, judgement }
}

type PlainFacts = Pick<
  ListedHit,
  'atMs' | 'requestId' | 'clientId' | 'model' | 'kind' | 'similarity' | 'ageMs' | 'judgement'
>
