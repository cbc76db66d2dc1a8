import type { TargetLimits } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { Attempt } from './attempt.ts'

const usualWindowMs = 2000

/**
 * Judges after a while whether an answer comes fast enough. If it does not, its attempt is cancelled with `upstream_slow`, so
 * nothing of it may have been sent until then.
 */
export class SpeedProbe {
  readonly #attempt: Attempt
  readonly #tokensPerSecond: number
  readonly #windowMs: number
  readonly #saidTokens: () => number
  readonly #passed: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(
    attempt: Attempt,
    { tokensPerSecond = 0, probeWindowMs }: TargetLimits,
    saidTokens: () => number,
    passed: () => void,
  ) {
    this.#attempt = attempt
    this.#tokensPerSecond = tokensPerSecond
    this.#windowMs = probeWindowMs ?? usualWindowMs
    this.#saidTokens = saidTokens
    this.#passed = passed
  }

  /** To be called when the first content comes. Further calls change nothing. */
  begin(): void {
    this.#timer ??= setTimeout(
      this.#attempt.scope.guard(() => this.#judge()),
      this.#windowMs,
    )
  }

  /** To be called when the answer is over. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #judge(): void {
    const { scope, target } = this.#attempt
    const wanted = (this.#tokensPerSecond * this.#windowMs) / 1000
    if (this.#saidTokens() >= wanted) return void this.#passed()
    const provider = target.provider.record.id
    scope.cancel(new GatewayError('upstream_slow', { provider, tokensPerSecond: this.#tokensPerSecond }))
  }
}
