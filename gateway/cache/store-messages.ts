// What the answer store and its worker tell each other. Keys are keyed hashes of 32 bytes.
import type { CachePurge } from '../contract/answer-cache.ts'
import type { SealedSecret } from '../vault/secret-store.ts'
import type { Judged, NewAnswer, NewHit, StoredAnswer } from './answer-store.ts'

export interface CacheWorkerData {
  readonly homeDir: string
}

export interface AnswerToWrite extends Omit<NewAnswer, 'keys' | 'onSettled'> {
  readonly exactKey: Uint8Array
  readonly fingerprint: Uint8Array | undefined
}

export type StoreAsk =
  | { readonly type: 'add'; readonly answers: readonly AnswerToWrite[] }
  | { readonly type: 'find'; readonly key: Uint8Array }
  | { readonly type: 'read'; readonly entryId: string }
  | NearestAsk
  | { readonly type: 'add-hit'; readonly hit: NewHit }
  | { readonly type: 'judge'; readonly hitId: string; readonly judgement: Judged['judgement'] }
  | { readonly type: 'judged'; readonly beforeId: number; readonly limit: number }
  | { readonly type: 'hits' | 'entries'; readonly beforeMs: number; readonly limit: number }
  | { readonly type: 'compare'; readonly stored: string; readonly asked: string }
  | { readonly type: 'purge'; readonly what: CachePurge }
  /** `next-epoch` removes all entries; `tick` those that are expired. */
  | { readonly type: 'next-epoch' | 'tick' }

export interface NearestAsk {
  readonly type: 'nearest'
  readonly fingerprint: Uint8Array
  readonly vector: Float32Array
  readonly atLeast: number
  readonly question: string
}

export type ToWorker =
  | {
      readonly type: 'unlock'
      /** 32 bytes. */
      readonly dataKey: Uint8Array
      /** Set if it is to be stored, in place of the one that is there. */
      readonly sealed: SealedSecret | undefined
      /** Nothing that was sealed before can be opened with it. */
      readonly isNew: boolean
    }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly nowMs: number
      readonly capBytes: number
      /** The ids of entries that were given since the last message. */
      readonly used: readonly string[]
      readonly ask: StoreAsk
    }
  | { readonly type: 'close' }

export type FromWorker =
  /** The first message: the worker waits for `unlock`. */
  | { readonly type: 'locked'; readonly sealed: SealedSecret | undefined }
  /** As `shortKey`, in the order of the changes: positive where one came, negative where it is gone, 0 where all are. */
  | { readonly type: 'keys'; readonly changes: Float64Array }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown; readonly size: StoreSize }
  | { readonly type: 'trouble'; readonly trouble: Trouble; readonly reason: string }

/** What `add` is answered with, for each answer. Undefined if it could not be stored. */
export type Added = Pick<StoredAnswer, 'entryId' | 'createdAtMs' | 'expiresAtMs'> | undefined

export interface StoreSize {
  readonly entries: number
  readonly bytes: number
}

/** `damaged`: the file is deleted, and the worker ends. `refused`: it cannot be opened, and the worker ends. */
export type Trouble = 'damaged' | 'refused' | 'not-done'

/** A clock may be set back by so much without anybody having meant to. */
export const mayBeSetBackMs = 5000

/** 48 bits of a key, which tell keys apart well enough to know that there is surely no such entry. */
export function shortKey(key: Uint8Array): number {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUIntBE(0, 6)
}

/** The same of a key in hexadecimal digits. */
export function shortKeyOfHex(key: string): number {
  return Number.parseInt(key.slice(0, 12), 16)
}
