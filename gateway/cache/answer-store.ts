import type { CacheEntry, CacheHit, CachePurge } from '../contract/answer-cache.ts'
import type { GuardVerdict } from '../contract/cache.ts'

/** 32 bytes as base64url. Everything that a stored answer must have in common with a request is hashed into it. */
export type CacheKey = string & { readonly brand: 'CacheKey' }

/** What of a request decides which stored answers may be given. */
export interface RequestKeys {
  readonly exact: CacheKey
  /** Of all but the last user turn. Undefined if the request can only be answered exactly. */
  readonly fingerprint: CacheKey | undefined
  /** The last user turn's text, at most 2,000 characters. Undefined as `fingerprint` is. */
  readonly question: string | undefined
}

/** An answer as the caller got it, in the caller's own format. */
export interface StoredAnswer {
  readonly entryId: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly isStream: boolean
  readonly contentType: string
  /** All of its body. */
  readonly bytes: Uint8Array
  readonly question: string | undefined
  readonly providerId: string
  readonly model: string
  /** What it had cost. Undefined if that is not known. */
  readonly costNanoUsd: bigint | undefined
  readonly durationMs: number
  /** As `Tokens` of `contract/chat.ts` in JSON. */
  readonly tokens: string
}

export interface NewAnswer extends Omit<StoredAnswer, 'entryId' | 'createdAtMs' | 'expiresAtMs'> {
  readonly keys: RequestKeys
  readonly clientId: string
  readonly ttlMs: number
  /** Of the question. Undefined if it could not be embedded in time: the entry is then found exactly alone. */
  readonly vector: Float32Array | undefined
  /** Called once it is written, or will not be. Must not throw. */
  readonly onSettled?: (() => void) | undefined
}

export interface Neighbour {
  readonly entryId: string
  readonly similarity: number
  readonly question: string
  readonly createdAtMs: number
}

/** What `measure` or a person found out about a hit, or what would have been one. */
export interface NewHit extends Omit<CacheHit, 'id' | 'judgement'> {
  readonly entryId: string
  readonly group: string
}

export interface Judged {
  readonly group: string
  readonly similarity: number
  readonly judgement: 'same' | 'different' | 'undecided' | 'wrong'
}

/**
 * The stored answers, in `cache.db`, which a worker owns. Nothing here ever rejects or throws: what cannot be read is not
 * there, and what cannot be written is lost.
 */
export interface AnswerStore {
  /** False if there is surely no such entry. Kept in memory, so that a miss costs no message to the worker. */
  mayHave(key: CacheKey): boolean
  /** An answer that was stored or given lately. Undefined says nothing: `find` has to be asked. */
  recent(key: CacheKey): StoredAnswer | undefined
  find(key: CacheKey): Promise<StoredAnswer | undefined>
  /**
   * The nearest first, at most eight, at least `atLeast` similar. `question` is what is asked: entries whose question was
   * judged to be another one are left out.
   */
  nearest(
    fingerprint: CacheKey,
    vector: Float32Array,
    atLeast: number,
    question: string,
  ): Promise<readonly Neighbour[]>
  read(entryId: string): Promise<StoredAnswer | undefined>
  /** Returns at once. The oldest and largest that wait are dropped where too much waits to be written. */
  add(answer: NewAnswer): void
  /** Resolves with the hit's id, by which it can be judged. */
  addHit(hit: NewHit): Promise<string | undefined>
  /**
   * `wrong` also removes the entry, and neither it nor one for the same pair of questions is given again, unless what was judged
   * as wrong is judged otherwise later.
   */
  judge(hitId: string, judgement: Judged['judgement']): Promise<boolean>
  /** What the guard says of two questions, without holding up the main thread. Undefined if that cannot be told. */
  compare(stored: string, asked: string): Promise<GuardVerdict | undefined>
  judged(): Promise<readonly Judged[]>
  hits(before: number | undefined, limit: number): Promise<readonly CacheHit[]>
  entries(before: number | undefined, limit: number): Promise<readonly CacheEntry[]>
  size(): { readonly entries: number; readonly bytes: number }
  /** Resolves with the number of entries that are gone from the file. */
  purge(what: CachePurge): Promise<number>
  /** How many purges were begun. What waits to be stored when one begins is not stored after it. */
  purges(): number
  /**
   * Entries of before can no longer be found: the same names may be answered otherwise from now on. Until they are
   * removed from the file, which takes a moment, everything is a miss. A process that is killed in that moment keeps them.
   */
  nextEpoch(): void
  state(): { readonly state: 'closed' | 'ready' | 'failed'; readonly reason: string }
  close(): Promise<void>
}
