import type { NewAnswer } from './answer-store.ts'
import { answersToWrite } from './answers-to-write.ts'
import type { RequestHash } from './sealed-columns.ts'
import type { StoreLink } from './store-link.ts'
import type { Added } from './store-messages.ts'
import { WriteQueue } from './write-queue.ts'

const mostAnswerBytes = 4 * 1024 * 1024
const waitingLimits = { mostAnswers: 256, mostBytes: 32 * 1024 * 1024 }
const batchLimits = { mostAnswers: 32, mostBytes: mostAnswerBytes }
/** What comes within this time of a batch waits for the next one: a message and a commit cost as much as many answers do. */
const gatherMs = 25

export type AddedListener = (answer: NewAnswer, added: NonNullable<Added>) => void

/** Gives the worker what is to be stored. One batch at a time is with it, so that what waits is here and bounded. */
export class AnswerWriter {
  readonly #link: StoreLink
  readonly #onAdded: AddedListener
  readonly #queue = new WriteQueue(waitingLimits)
  /** Counts up with each `clear`: what was with the worker then may be gone again. */
  #clears = 0
  /** What gives the worker a batch, while it does. */
  #writing: Promise<void> | undefined
  /** Set for a while after a batch. */
  #gathering: NodeJS.Timeout | undefined
  #isClosing = false

  /** `onAdded` is told what was stored, unless `clear` was called meanwhile. */
  constructor(link: StoreLink, onAdded: AddedListener) {
    this.#link = link
    this.#onAdded = onAdded
  }

  add(answer: NewAnswer): void {
    if (answer.bytes.byteLength > mostAnswerBytes) {
      answer.onSettled?.()
      return
    }
    this.#link.start()
    // A copy, because the caller's may be a small part of much memory.
    this.#queue.push({ ...answer, bytes: new Uint8Array(answer.bytes) })
    this.write()
  }

  /** What waits is not stored. */
  clear(): void {
    this.#clears++
    this.#queue.clear()
  }

  /** Gives the worker what waits, unless it is to be gathered. Does nothing while the store is not ready. */
  write(): void {
    if (!this.#gathering) this.#writeBatch()
  }

  /** To be called before the worker is asked something that depends on what is stored. */
  flush(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#writeBatch()
  }

  /** Resolves when nothing waits any more. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.flush()
    while (this.#writing) await this.#writing
  }

  #writeBatch(): void {
    const { hash } = this.#link
    if (this.#writing || !hash || this.#queue.length === 0) return
    this.#writing = this.#give(this.#queue.take(batchLimits), hash).finally(() => {
      this.#writing = undefined
      if (this.#isClosing) this.#writeBatch()
      else this.#gather()
    })
  }

  #gather(): void {
    this.#gathering = setTimeout(() => this.flush(), gatherMs)
  }

  async #give(batch: readonly NewAnswer[], hash: RequestHash): Promise<void> {
    const { answers, memory } = answersToWrite(batch, hash)
    const clears = this.#clears
    const all = (await this.#link.ask({ type: 'add', answers }, [memory])) as readonly Added[] | undefined
    if (all) this.#link.succeeded()
    if (all && clears === this.#clears) this.#tell(batch, all)
    for (const { onSettled } of batch) onSettled?.()
  }

  #tell(batch: readonly NewAnswer[], all: readonly Added[]): void {
    for (const [at, answer] of batch.entries()) {
      const added = all[at]
      if (added) this.#onAdded(answer, added)
    }
  }
}
