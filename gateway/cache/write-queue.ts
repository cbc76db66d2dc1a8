import type { NewAnswer } from './answer-store.ts'

export interface WriteQueueLimits {
  readonly mostAnswers: number
  readonly mostBytes: number
}

/** Answers that wait to be written. What is dropped is settled. Where there are too many, the oldest is dropped, and where they are too large, the largest. */
export class WriteQueue {
  readonly #limits: WriteQueueLimits
  readonly #waiting: NewAnswer[] = []
  #bytes = 0

  constructor(limits: WriteQueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#waiting.length
  }

  push(answer: NewAnswer): void {
    this.#waiting.push(answer)
    this.#bytes += answer.bytes.byteLength
    if (this.#waiting.length > this.#limits.mostAnswers) this.#drop(0)
    while (this.#bytes > this.#limits.mostBytes) this.#drop(this.#largest())
  }

  /** Takes the oldest, as many as there may be in one message. */
  take(most: WriteQueueLimits): readonly NewAnswer[] {
    const taken: NewAnswer[] = []
    let bytes = 0
    for (const answer of this.#waiting) {
      bytes += answer.bytes.byteLength
      if (taken.length > 0 && (taken.length === most.mostAnswers || bytes > most.mostBytes)) break
      taken.push(answer)
    }
    for (let each = 0; each < taken.length; each++) this.#remove(0)
    return taken
  }

  clear(): void {
    while (this.#waiting.length > 0) this.#drop(this.#waiting.length - 1)
  }

  #drop(at: number): void {
    this.#remove(at)?.onSettled?.()
  }

  #remove(at: number): NewAnswer | undefined {
    const [removed] = this.#waiting.splice(at, 1)
    this.#bytes -= removed?.bytes.byteLength ?? 0
    return removed
  }

  #largest(): number {
    let largest = 0
    for (const [at, { bytes }] of this.#waiting.entries()) {
      if (bytes.byteLength > (this.#waiting[largest]?.bytes.byteLength ?? 0)) largest = at
    }
    return largest
  }
}
