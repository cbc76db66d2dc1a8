import { type GatewayError, toGatewayError } from './errors.ts'
import { guarded } from './guarded.ts'

/**
 * Work that can be ended as one, from outside: an exchange, or one attempt of it. What is begun within it ends with it; it ends
 * without what it was begun in. An AbortSignal would do, but its listeners cost a tenth of a whole request.
 */
export class CancelScope {
  readonly #onCancel: ((reason: GatewayError) => void)[] = []
  readonly #tell: (error: unknown) => void
  readonly #fail = (error: unknown): void => this.fail(error)
  #reason: GatewayError | undefined

  /** `tell` hears what listeners throw. It never throws. */
  constructor(tell: (error: unknown) => void) {
    this.#tell = tell
  }

  /** Why it was cancelled; undefined: it was not. Only the first reason counts. */
  get reason(): GatewayError | undefined {
    return this.#reason
  }

  /** Every listener is told, whatever another one throws. Never throws. */
  cancel(reason: GatewayError): void {
    if (this.#reason) return
    this.#reason = reason
    for (const listener of this.#onCancel) {
      try {
        listener(reason)
      } catch (error) {
        this.#tell(error)
      }
    }
  }

  /** Calls it once: when this is cancelled, or at once where it was. */
  onCancel(listener: (reason: GatewayError) => void): void {
    if (this.#reason) listener(this.#reason)
    else this.#onCancel.push(listener)
  }

  /** A scope that can be cancelled alone, and is cancelled with this one. */
  begin(): CancelScope {
    const begun = new CancelScope(this.#tell)
    this.onCancel(reason => begun.cancel(reason))
    return begun
  }

  /** What a listener threw: this is cancelled, and nothing else is. Never throws. */
  fail(error: unknown): void {
    this.#tell(error)
    try {
      this.cancel(toGatewayError(error))
    } catch (second) {
      this.#tell(second)
    }
  }

  /** For every listener, timer and callback within it that Node calls: see `guarded`. */
  guard<Given extends readonly unknown[]>(listener: (...given: Given) => void): (...given: Given) => void {
    return guarded(this.#fail, listener)
  }
}
