import type { CancelScope } from '../cancel-scope.ts'
import type { ClientId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'

/** An exchange, as the owner of bytes in memory. */
export interface BytesHolder {
  readonly client?: { readonly id: ClientId }
  /** Only BytesInFlight writes this. */
  heldBytes: number
  readonly scope: Pick<CancelScope, 'onCancel'>
}

export interface BytesInFlightDeps {
  readonly maxBytes: () => number
  /** How long a request for bytes waits until others have given theirs back. */
  readonly waitMs: () => number
}

interface Waiting {
  readonly holder: BytesHolder
  readonly bytes: number
  readonly granted: () => void
}

// Small amounts do not queue behind larger ones that wait: they are granted as soon as there is room for them.
const smallBytes = 1024 * 1024
const sharesOfTheRest = 3

/**
 * Limits all bytes that the gateway holds in memory for its callers: uploads, bodies that wait or are being counted, and
 * whole answers. A client may hold at most three times as much as is still free. So a client alone never holds more than
 * three quarters, and there is always room for the next one. The rule is that of https://doi.org/10.1109/90.664262 (dynamic
 * queue length thresholds).
 */
export class BytesInFlight {
  readonly #deps: BytesInFlightDeps
  readonly #byClient = new Map<ClientId | undefined, number>()
  #waiting: Waiting[] = []
  #total = 0

  constructor(deps: BytesInFlightDeps) {
    this.#deps = deps
  }

  get totalBytes(): number {
    return this.#total
  }

  /**
   * Undefined if the bytes are granted at once. Rejects with `overloaded` after `waitMs`, or with the reason for which the
   * holder was cancelled.
   */
  take(holder: BytesHolder, bytes: number): Promise<void> | undefined {
    if ((bytes <= smallBytes || this.#waiting.length === 0) && this.#hasRoom(holder, bytes)) {
      this.#add(holder, bytes)
      return undefined
    }
    return this.#wait(holder, bytes)
  }

  /** Gives back `bytes` of what the holder has, by default all of it. */
  give(holder: BytesHolder, bytes = holder.heldBytes): void {
    const given = Math.min(bytes, holder.heldBytes)
    if (given <= 0) return
    this.#add(holder, -given)
    if (this.#waiting.length > 0) this.#grant()
  }

  #hasRoom(holder: BytesHolder, bytes: number): boolean {
    const free = this.#deps.maxBytes() - this.#total - bytes
    return this.#heldBy(holder) + bytes <= sharesOfTheRest * free
  }

  #heldBy({ client }: BytesHolder): number {
    return this.#byClient.get(client?.id) ?? 0
  }

  #add(holder: BytesHolder, bytes: number): void {
    const held = this.#heldBy(holder) + bytes
    if (held === 0) this.#byClient.delete(holder.client?.id)
    else this.#byClient.set(holder.client?.id, held)
    holder.heldBytes += bytes
    this.#total += bytes
  }

  #wait(holder: BytesHolder, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (reason: GatewayError) => {
        clearTimeout(timer)
        this.#waiting = this.#waiting.filter(each => each !== waiting)
        reject(reason)
      }
      const timer = setTimeout(() => leave(new GatewayError('overloaded')), this.#deps.waitMs())
      const granted = () => {
        clearTimeout(timer)
        resolve()
      }
      const waiting: Waiting = { holder, bytes, granted }
      this.#waiting.push(waiting)
      holder.scope.onCancel(leave)
    })
  }

  /** Grants what fits now, first to the clients that hold the least. */
  #grant(): void {
    const inTurn = this.#waiting.toSorted((a, b) => this.#heldBy(a.holder) - this.#heldBy(b.holder))
    const granted = new Set<Waiting>()
    for (const waiting of inTurn) {
      if (!this.#hasRoom(waiting.holder, waiting.bytes)) continue
      this.#add(waiting.holder, waiting.bytes)
      granted.add(waiting)
      waiting.granted()
    }
    this.#waiting = this.#waiting.filter(each => !granted.has(each))
  }
}
