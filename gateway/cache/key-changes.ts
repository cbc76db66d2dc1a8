import { shortKey } from './store-messages.ts'

const changesAtOnce = 1000
const pauseMs = 2

/**
 * Tells the main thread which keys came and went, in order. Many are told in parts with pauses between them, so that it never
 * has much to do at once.
 */
export class KeyChanges {
  readonly #tell: (changes: Float64Array) => void
  #waiting: number[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (changes: Float64Array) => void) {
    this.#tell = tell
  }

  push(changes: readonly number[]): void {
    for (const change of changes) this.#waiting.push(change)
    if (!this.#timer) this.#send()
  }

  pushKeys(exactKey: Uint8Array, fingerprint: Uint8Array | null): void {
    this.push(fingerprint ? [shortKey(exactKey), shortKey(fingerprint)] : [shortKey(exactKey)])
  }

  #send = (): void => {
    this.#timer = undefined
    if (this.#waiting.length === 0) return
    this.#tell(Float64Array.from(this.#waiting.slice(0, changesAtOnce)))
    this.#waiting = this.#waiting.slice(changesAtOnce)
    if (this.#waiting.length > 0) this.#timer = setTimeout(this.#send, pauseMs)
  }
}
