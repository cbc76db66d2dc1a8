export interface LoadWatchDeps {
  readonly monotonicMs: () => number
  /** How long the main thread has worked so far, without the time in which it waited. */
  readonly activeMs: () => number
}

const windowMs = 100
const busyPart = 0.85
/** So many requests a second are more than the model could be asked about. */
const busyRate = 200

/**
 * Whether the gateway has its hands full. The embedding model and what is stored share the processors with the requests
 * themselves, so a flood of requests comes first: the cache then learns less. A flood is also told by the number of requests,
 * because requests that wait for the model, or for a processor that others use, make the gateway look idle.
 */
export class LoadWatch {
  readonly #deps: LoadWatchDeps
  #sinceMs: number
  #activeMs: number
  #requests = 0
  #isBusy = false

  constructor(deps: LoadWatchDeps) {
    this.#deps = deps
    this.#sinceMs = deps.monotonicMs()
    this.#activeMs = deps.activeMs()
  }

  noteRequest(): void {
    this.#requests++
  }

  /** Judged anew after a tenth of a second. */
  isBusy(): boolean {
    const nowMs = this.#deps.monotonicMs()
    const passedMs = nowMs - this.#sinceMs
    if (passedMs < windowMs) return this.#isBusy
    const activeMs = this.#deps.activeMs()
    const rate = (this.#requests * 1000) / passedMs
    this.#isBusy = (activeMs - this.#activeMs) / passedMs > busyPart || rate > busyRate
    this.#requests = 0
    this.#sinceMs = nowMs
    this.#activeMs = activeMs
    return this.#isBusy
  }
}
