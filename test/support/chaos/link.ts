// One direction of a connection through the chaos proxy.
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

export interface LinkFault {
  /** How much later than it came each piece is passed on. */
  readonly latencyMs?: number
  /** Up to so much is added to the latency of each piece, at random. The pieces stay in order. */
  readonly jitterMs?: number
  /** The most bytes that are passed on at once. */
  readonly sliceBytes?: number
  readonly bytesPerSecond?: number
  /** What happens after this many bytes. Later bytes are dropped. */
  readonly after?: {
    readonly bytes: number
    /**
     * `reset` and `cut` (a proper close) end both sides. `half-close` closes this direction alone: the receiver may go on
     * sending. `stall` closes nothing.
     */
    readonly how: 'reset' | 'cut' | 'half-close' | 'stall'
  }
}

/** Resolves after some milliseconds. Rejects when the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>

export interface LinkOptions {
  readonly from: Socket
  readonly to: Socket
  /** Either of the two. */
  readonly client: Socket
  readonly fault: LinkFault
  /** Gives integers from 0 to below the given number. */
  readonly random: (below: number) => number
  readonly wait: Wait
}

/** The sender is paused while so many bytes are under way, so that a slow link slows it down. */
const mostBytesUnderWay = 64 * 1024

/** Passes on what `from` sends until either side is closed. */
export function startLink(options: LinkOptions): void {
  const { from } = options
  const link = new Link(options)
  from.on('data', (chunk: Buffer) => link.push(chunk))
  from.once('end', () => link.end())
  from.once('close', () => link.close())
}

class Link {
  readonly #options: LinkOptions
  readonly #closed = new AbortController()
  /** Everything that came before has been passed on. Never rejects. */
  #passed: Promise<void> = Promise.resolve()
  #bytesUnderWay = 0
  #bytesLeft: number
  /** True if the fault has happened. Nothing is passed on any more. */
  #isOver = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#bytesLeft = options.fault.after?.bytes ?? Number.POSITIVE_INFINITY
    options.to.once('close', () => this.#closed.abort())
    if (this.#bytesLeft === 0) this.#fail()
  }

  push(chunk: Buffer): void {
    if (this.#isOver) return
    const { from, fault, random, wait } = this.#options
    const { latencyMs = 0, jitterMs = 0 } = fault
    this.#bytesUnderWay += chunk.length
    if (this.#bytesUnderWay >= mostBytesUnderWay) from.pause()
    const delayMs = latencyMs + (jitterMs > 0 ? random(jitterMs + 1) : 0)
    const arrived = delayMs > 0 ? wait(delayMs, this.#closed.signal) : undefined
    this.#then(async () => {
      await arrived
      await this.#pass(chunk)
      this.#bytesUnderWay -= chunk.length
      if (this.#bytesUnderWay < mostBytesUnderWay) from.resume()
    })
    // The wait may be aborted before anything waits for it.
    arrived?.catch(() => {})
  }

  end(): void {
    this.#then(async () => {
      if (this.#isOver) this.#sideEnded()
      else this.#options.to.end()
    })
  }

  close(): void {
    if (this.#options.from.errored) this.#sideEnded()
    else this.#then(async () => this.#sideEnded())
  }

  /** Nobody uses the other direction any more either. After a stall, the other side does not hear of it. */
  #sideEnded(): void {
    if (!this.#isOver || this.#options.fault.after?.how !== 'stall') this.#destroy()
  }

  #destroy(): void {
    this.#options.from.destroy()
    this.#options.to.destroy()
  }

  #then(step: () => Promise<void>): void {
    // A step that is aborted is one of a connection that is closed.
    this.#passed = this.#passed.then(step).catch(() => {})
  }

  async #pass(chunk: Buffer): Promise<void> {
    const { to, fault, wait } = this.#options
    const { sliceBytes = chunk.length, bytesPerSecond } = fault
    for (let at = 0; at < chunk.length && !this.#isOver && !to.destroyed; at += sliceBytes) {
      const slice = chunk.subarray(at, Math.min(at + sliceBytes, at + this.#bytesLeft))
      if (bytesPerSecond !== undefined)
        await wait((slice.length * 1000) / bytesPerSecond, this.#closed.signal)
      await write(to, slice)
      this.#bytesLeft -= slice.length
      if (this.#bytesLeft === 0) this.#fail()
      // In a turn of its own, because the system would otherwise send several slices together.
      if (sliceBytes < chunk.length) await setImmediate()
    }
  }

  #fail(): void {
    const { client, from, to, fault } = this.#options
    this.#isOver = true
    switch (fault.after?.how) {
      case 'reset':
        to.resetAndDestroy()
        from.resetAndDestroy()
        break
      case 'cut':
        to.destroySoon()
        from.destroy()
        break
      case 'half-close':
        to.end()
        break
      case 'stall':
        if (client.readableEnded) this.#destroy()
        for (const event of ['end', 'close']) client.once(event, () => this.#destroy())
        break
      default:
    }
  }
}

/** Resolves when the system has taken the bytes, or the connection is closed. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise(resolve => void socket.write(bytes, () => resolve()))
}
