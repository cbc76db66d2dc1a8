/** A text that waits for its vector. */
export interface EmbeddingJob {
  readonly text: string
  /** Gives the vector, or undefined if there is none. Only the first call counts. */
  readonly settle: (vector: Float32Array | undefined) => void
}

const waitingLookUps = 64
const waitingInBackground = 2000

/**
 * A batch is padded to its longest text, so the work is the longest text times the number of texts. With these limits, a
 * batch of several texts takes some 20 ms, so that no text misses its deadline only because of the others.
 */
const batchTexts = 8
const batchCharacters = 800

/** What waits for the model: texts of requests, and behind them those of background work. */
export class EmbeddingQueue {
  readonly #lookUps: EmbeddingJob[] = []
  readonly #background: EmbeddingJob[] = []

  /** False if too many wait. */
  addLookUp(job: EmbeddingJob): boolean {
    return add(this.#lookUps, job, waitingLookUps)
  }

  /** False if too many wait. */
  addBackground(job: EmbeddingJob): boolean {
    return add(this.#background, job, waitingInBackground)
  }

  /** Takes a look-up out that nobody waits for any more. */
  drop(job: EmbeddingJob): void {
    const place = this.#lookUps.indexOf(job)
    if (place >= 0) this.#lookUps.splice(place, 1)
  }

  /** The next batch, empty if nothing waits. Background texts come alone, so that a look-up waits for one at most. */
  take(): readonly EmbeddingJob[] {
    const first = this.#lookUps.shift()
    if (!first) return this.#background.splice(0, 1)
    const batch = [first]
    let longest = first.text.length
    for (let next = this.#lookUps[0]; next && batch.length < batchTexts; next = this.#lookUps[0]) {
      longest = Math.max(longest, next.text.length)
      if (longest * (batch.length + 1) > batchCharacters) break
      batch.push(next)
      this.#lookUps.shift()
    }
    return batch
  }

  takeAll(): readonly EmbeddingJob[] {
    return [...this.#lookUps.splice(0), ...this.#background.splice(0)]
  }
}

function add(waiting: EmbeddingJob[], job: EmbeddingJob, most: number): boolean {
  if (waiting.length >= most) return false
  waiting.push(job)
  return true
}
