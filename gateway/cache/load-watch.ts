export interface LoadWatchDeps {
  readonly monotonicMs: () => number
  /** How long the main thread has worked so far, without the time in which it waited. */
  readonly activeMs: () => number
}

const windowMs = 100
const busyPart = 0.85

/**
 * Whether the gateway has its hands full. The embedding model and what is stored share the processors with the requests
 * themselves, so a flood of requests comes first: the cache then learns less.
 */
export class LoadWatch {
  readonly #deps: LoadWatchDeps
  #sinceMs: number
  #activeMs: number
  #isBusy = false

  constructor(deps: LoadWatchDeps) {
    this.#deps = deps
    this.#sinceMs = deps.monotonicMs()
    this.#activeMs = deps.activeMs()
  }

  /** Judged anew after a tenth of a second. */
  isBusy(): boolean {
    const nowMs = this.#deps.monotonicMs()
    const passedMs = nowMs - this.#sinceMs
    if (passedMs < windowMs) return this.#isBusy
    const activeMs = this.#deps.activeMs()
    this.#isBusy = (activeMs - this.#activeMs) / passedMs > busyPart
    this.#sinceMs = nowMs
    this.#activeMs = activeMs
    return this.#isBusy
  }
}
