// How much may be asked beyond one attempt for each request, so that the gateway does not add to what ails a provider.

const mostTokens = 10
const enoughTokens = 5
const tokensPerAnswer = 0.1
const spareEveryMs = 10_000

/**
 * Whether a provider may be asked again after a fault. Every fault takes a token, every answer gives a tenth of one back, and
 * no request is sent again while half of them or more are gone: https://github.com/grpc/proposal/blob/master/A6-client-retries.md
 * One in ten seconds is always allowed, because a share of very few requests would be none.
 */
export class RetryBudget {
  #tokens = mostTokens
  #spareAtMs = Number.NEGATIVE_INFINITY

  failed(): void {
    this.#tokens = Math.max(0, this.#tokens - 1)
  }

  answered(): void {
    this.#tokens = Math.min(mostTokens, this.#tokens + tokensPerAnswer)
  }

  get hasEnough(): boolean {
    return this.#tokens > enoughTokens
  }

  /** Takes the one of these ten seconds if it says yes although too many tokens are gone. */
  mayRetry(nowMs: number): boolean {
    if (this.hasEnough) return true
    if (nowMs - this.#spareAtMs < spareEveryMs) return false
    this.#spareAtMs = nowMs
    return true
  }
}

const callsLookedAt = 100
const hedgesAtMost = 5

/** Lets five of the last hundred calls be hedges. */
export class HedgeBudget {
  #calls = 0
  /** The numbers of the calls beside which a hedge was started, oldest first. */
  readonly #hedgedCalls: number[] = []

  begun(): void {
    this.#calls++
  }

  /** Counts the hedge if there may be one. */
  take(): boolean {
    const hedged = this.#hedgedCalls
    while (hedged[0] !== undefined && this.#calls - hedged[0] >= callsLookedAt) hedged.shift()
    if (hedged.length >= hedgesAtMost) return false
    hedged.push(this.#calls)
    return true
  }
}
