import { type GatewayError, toGatewayError } from './errors.ts'
import { guarded } from './guarded.ts'

/**
 * Work that can be cancelled as a whole: an exchange, or one attempt of it. Scopes that are begun within a scope are
 * cancelled with it, but not the other way round. An AbortSignal could do the same, but its listeners would take a tenth of
 * the time of a whole request.
 */
export class CancelScope {
  readonly #onCancel: ((reason: GatewayError) => void)[] = []
  readonly #tell: (error: unknown) => void
  readonly #fail = (error: unknown): void => this.fail(error)
  #reason: GatewayError | undefined

  /** `tell` gets the errors that listeners throw. It must not throw itself. */
  constructor(tell: (error: unknown) => void) {
    this.#tell = tell
  }

  /** Why the scope was cancelled. Undefined if it was not. Only the first reason counts. */
  get reason(): GatewayError | undefined {
    return this.#reason
  }

  /** Calls all listeners, even if one of them throws. Never throws. */
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

  /** Calls the listener once: when the scope is cancelled, or at once if it already is. */
  onCancel(listener: (reason: GatewayError) => void): void {
    if (this.#reason) listener(this.#reason)
    else this.#onCancel.push(listener)
  }

  /** Begins a scope that can be cancelled alone and is cancelled with this one. */
  begin(): CancelScope {
    const begun = new CancelScope(this.#tell)
    this.onCancel(reason => begun.cancel(reason))
    return begun
  }

  /** To be called with what a listener threw. Cancels this scope and nothing else. Never throws. */
  fail(error: unknown): void {
    this.#tell(error)
    try {
      this.cancel(toGatewayError(error))
    } catch (second) {
      this.#tell(second)
    }
  }

  /** Wraps a listener, timer or callback that Node calls: what it throws goes to `fail`. See `guarded`. */
  guard<Given extends readonly unknown[]>(listener: (...given: Given) => void): (...given: Given) => void {
    return guarded(this.#fail, listener)
  }
}
