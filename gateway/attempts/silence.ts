import type { CancelScope } from '../cancel-scope.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'

/** A timer that fires later than this was held up by a machine that slept, and not by the provider. */
const sleptMs = 5000

/** Cancels an attempt whose provider is silent for too long. */
export class SilenceWatch {
  readonly #scope: CancelScope
  readonly #provider: string
  readonly #elapsedMs: () => number
  /**
   * Set while the gateway itself holds the provider back, for example because the caller does not read. Silence is then not
   * counted.
   */
  paused = false
  #timer: NodeJS.Timeout | undefined
  #limitMs = 0
  #silenceTimeoutMs = 0
  #isAnswering = false
  /** When the timer is to fire, on the clock of `#elapsedMs`. */
  #dueMs = 0

  /** `elapsedMs`: any clock that is never set back. */
  constructor(scope: CancelScope, provider: string, elapsedMs: () => number) {
    this.#scope = scope
    this.#provider = provider
    this.#elapsedMs = elapsedMs
  }

  /** Starts to wait for the first byte. */
  start({
    firstByteTimeoutMs,
    silenceTimeoutMs,
  }: Pick<Config, 'firstByteTimeoutMs' | 'silenceTimeoutMs'>): void {
    this.#silenceTimeoutMs = silenceTimeoutMs
    this.#wait(firstByteTimeoutMs)
  }

  /** To be called when anything comes from the provider, whether it is content or not. */
  heard(): void {
    if (this.#isAnswering) this.#refresh()
  }

  /** To be called when content comes. From the first content on, `silenceTimeoutMs` is the limit. */
  content(): void {
    const sameLimit = this.#isAnswering || this.#silenceTimeoutMs === this.#limitMs
    this.#isAnswering = true
    if (sameLimit || !this.#timer) this.#refresh()
    else this.#wait(this.#silenceTimeoutMs)
  }

  /**
   * To be called with what comes of an answer that comes as a whole. White space is no content: some servers send it to keep
   * the connection open while they work, and some never stop.
   */
  bytes(chunk: Uint8Array): void {
    if (!chunk.every(isWhiteSpace)) this.content()
  }

  /** Stops waiting, because nothing more is expected. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(limitMs: number): void {
    clearTimeout(this.#timer)
    this.#limitMs = limitMs
    this.#dueMs = this.#elapsedMs() + limitMs
    this.#timer = setTimeout(
      this.#scope.guard(() => this.#expire()),
      limitMs,
    )
  }

  #refresh(): void {
    this.#dueMs = this.#elapsedMs() + this.#limitMs
    this.#timer?.refresh()
  }

  #expire(): void {
    // After a sleep of the machine, the provider gets the whole time again.
    const hasSlept = this.#elapsedMs() - this.#dueMs > sleptMs
    if (this.paused || hasSlept) return void this.#refresh()
    const detail = { provider: this.#provider, timeoutMs: this.#limitMs }
    this.#scope.cancel(new GatewayError('upstream_timeout', detail))
  }
}

/** What may stand around a value of JSON: https://www.rfc-editor.org/rfc/rfc8259#section-2 */
function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
