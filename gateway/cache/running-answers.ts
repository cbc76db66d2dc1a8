import type { AnswerCopy } from './answer-copy.ts'

interface Running {
  readonly key: string
  readonly copy: AnswerCopy
}

/**
 * The answers that are under way and may be shared, by what their requests have in common. They are kept in an array, for the
 * reason given at `RunningExchanges`.
 */
export class RunningAnswers {
  readonly #all: Running[] = []

  /** Undefined if there is none, or if it is over or too long to be joined. */
  find(key: string): AnswerCopy | undefined {
    const found = this.#all.find(running => running.key === key)?.copy
    return found?.isKept && !found.end ? found : undefined
  }

  add(key: string, copy: AnswerCopy): void {
    this.#all.push({ key, copy })
  }

  delete(copy: AnswerCopy): void {
    const place = this.#all.findIndex(running => running.copy === copy)
    const last = place < 0 ? undefined : this.#all.pop()
    if (last && place < this.#all.length) this.#all[place] = last
  }

  get size(): number {
    return this.#all.length
  }
}
