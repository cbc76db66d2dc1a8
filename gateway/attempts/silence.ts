import type { CancelScope } from '../cancel-scope.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'

/** Ends an attempt whose provider is silent for too long. */
export class SilenceWatch {
  readonly #scope: CancelScope
  readonly #provider: string
  /** The caller does not read, so the provider is held back on purpose. */
  paused = false
  #timer: NodeJS.Timeout | undefined
  #limitMs = 0
  #silenceTimeoutMs = 0
  #isAnswering = false

  constructor(scope: CancelScope, provider: string) {
    this.#scope = scope
    this.#provider = provider
  }

  /** From now on it is waited for. */
  start({ firstByteTimeoutMs, silenceTimeoutMs }: Config): void {
    this.#silenceTimeoutMs = silenceTimeoutMs
    this.#wait(firstByteTimeoutMs)
  }

  /** Something came, content or not. */
  heard(): void {
    if (this.#isAnswering) this.#timer?.refresh()
  }

  /** Content came: since the first of it, the shorter rule of silence holds. */
  content(): void {
    const sameLimit = this.#isAnswering || this.#silenceTimeoutMs === this.#limitMs
    this.#isAnswering = true
    if (sameLimit || !this.#timer) this.#timer?.refresh()
    else this.#wait(this.#silenceTimeoutMs)
  }

  /** Nothing more is waited for. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(limitMs: number): void {
    clearTimeout(this.#timer)
    this.#limitMs = limitMs
    this.#timer = setTimeout(
      this.#scope.guard(() => this.#expire()),
      limitMs,
    )
  }

  #expire(): void {
    if (this.paused) return void this.#timer?.refresh()
    const detail = { provider: this.#provider, timeoutMs: this.#limitMs }
    this.#scope.cancel(new GatewayError('upstream_timeout', detail))
  }
}
