import type { CacheKey, StoredAnswer } from './answer-store.ts'
import { mayBeSetBackMs } from './store-messages.ts'

const mostBytes = 8 * 1024 * 1024
const largestBytes = 256 * 1024

interface Recent {
  readonly key: CacheKey
  readonly answer: StoredAnswer
}

/**
 * Answers that were stored or given lately, so that giving one again costs no message to the worker. Whatever is not in the
 * file any more must not be here either: see `apply` and `clear`. By short key, the least recently given first.
 */
export class RecentAnswers {
  readonly #all = new Map<number, Recent>()
  #bytes = 0
  #newestMs = 0

  /** Undefined if it is not here, or not valid at the time. */
  find(short: number, key: CacheKey, nowMs: number): StoredAnswer | undefined {
    // Nobody knows how old an answer is if the clock was set back: the worker decides.
    if (nowMs < this.#newestMs - mayBeSetBackMs) this.clear()
    this.#newestMs = Math.max(this.#newestMs, nowMs)
    const recent = this.#all.get(short)
    if (recent?.key !== key) return undefined
    this.#delete(short)
    const { answer } = recent
    if (nowMs < answer.createdAtMs || nowMs >= answer.expiresAtMs) return undefined
    this.#add(short, recent)
    return answer
  }

  put(short: number, key: CacheKey, answer: StoredAnswer): void {
    this.#delete(short)
    if (answer.bytes.byteLength > largestBytes) return
    this.#add(short, { key, answer })
    for (const oldest of this.#all.keys()) {
      if (this.#bytes <= mostBytes) break
      this.#delete(oldest)
    }
  }

  /** What the worker tells of keys that are gone: see `KnownKeys`. */
  apply(changes: Float64Array): void {
    if (this.#all.size === 0) return
    for (const change of changes) {
      if (change < 0) this.#delete(-change)
      else if (change === 0) this.clear()
    }
  }

  clear(): void {
    this.#all.clear()
    this.#bytes = 0
    this.#newestMs = 0
  }

  #add(short: number, recent: Recent): void {
    this.#all.set(short, recent)
    this.#bytes += recent.answer.bytes.byteLength
  }

  #delete(short: number): void {
    const recent = this.#all.get(short)
    if (!recent) return
    this.#all.delete(short)
    this.#bytes -= recent.answer.bytes.byteLength
  }
}
