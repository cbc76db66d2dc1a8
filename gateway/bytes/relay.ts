// The flow of an answer's bytes, from `call`, which returns it, to `respond`, which sends it. It can be paused.

import { guarded } from '../guarded.ts'

export interface ByteSink {
  data(chunk: Uint8Array): void
  end(): void
  fail(error: unknown): void
}

export interface ByteSource {
  /** To be called once. Bytes that came before are handed over first. */
  flowTo(sink: ByteSink): void
  pause(): void
  resume(): void
  /** Stops the source, because no more of it is needed. */
  cancel(): void
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: ByteSource
}

// Even bytes that are slow to read take only some milliseconds for one piece.
const pieceBytes = 16 * 1024
const atOnceMs = 10

/**
 * Shared by all answers. After 10 ms of reading answers, all of them together, the rest of the program gets a turn of the
 * event loop.
 */
export class ReadingPace {
  #spentMs = 0
  #waiting: (() => void)[] = []

  isOver(): boolean {
    return this.#spentMs > atOnceMs
  }

  spend(ms: number): void {
    this.#spentMs += ms
  }

  /** `go` must not throw, because the callbacks after it would then never be called. */
  inNextTurn(go: () => void): void {
    this.#waiting.push(go)
    if (this.#waiting.length > 1) return
    const letGo = () => {
      this.#spentMs = 0
      for (const each of this.#waiting.splice(0)) each()
    }
    setImmediate(guarded(letGo, letGo))
  }
}

/**
 * Collects what one turn of the event loop brings and hands it over at once: twenty chunks of a provider in one packet
 * become one write to the caller. Large amounts are handed over in pieces, at the pace that all answers share. Bytes that
 * come before there is a sink, or while the relay is paused, are kept. They are never more than one turn brings.
 */
export function createByteRelay(
  flow: Pick<ByteSource, 'pause' | 'resume' | 'cancel'>,
  pace = new ReadingPace(),
): ByteSource & ByteSink {
  return new ByteRelay(flow, pace)
}

class ByteRelay implements ByteSource, ByteSink {
  readonly #flow: Pick<ByteSource, 'pause' | 'resume' | 'cancel'>
  readonly #pace: ReadingPace
  #chunks: Uint8Array[] = []
  #finish: ((sink: ByteSink) => void) | undefined
  #sink: ByteSink | undefined
  #isScheduled = false
  #isPaused = false
  /** True while the relay waits for the next turn of the event loop. */
  #isWaiting = false

  constructor(flow: Pick<ByteSource, 'pause' | 'resume' | 'cancel'>, pace: ReadingPace) {
    this.#flow = flow
    this.#pace = pace
  }

  data(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#schedule()
  }

  end(): void {
    this.#finish = to => to.end()
    this.#schedule()
  }

  fail(error: unknown): void {
    this.#finish = to => to.fail(error)
    this.#schedule()
  }

  flowTo(sink: ByteSink): void {
    this.#sink = sink
    this.#deliver()
  }

  pause(): void {
    this.#isPaused = true
    this.#flow.pause()
  }

  resume(): void {
    this.#isPaused = false
    if (!this.#isWaiting) this.#flow.resume()
    if (this.#chunks.length > 0) this.#schedule()
  }

  cancel(): void {
    this.#chunks = []
    this.#flow.cancel()
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#sink) return
    this.#isScheduled = true
    // Microtasks run after the parser has handled everything that the socket brought.
    queueMicrotask(() => this.#deliver())
  }

  /** Nothing can catch what a microtask throws, so an error of the sink is caught here and ends the answer. */
  #deliver(): void {
    try {
      this.#handOver()
    } catch (error) {
      this.#failWith(error)
    }
  }

  #failWith(error: unknown): void {
    this.#finish = undefined
    this.#sink?.fail(error)
  }

  #handOver(): void {
    this.#isScheduled = false
    const sink = this.#sink
    if (!sink) return
    while (this.#chunks.length > 0) {
      if (this.#pace.isOver() && !this.#isWaiting) this.#waitForNextTurn()
      if (this.#isPaused || this.#isWaiting) return
      const startMs = performance.now()
      sink.data(this.#takePiece())
      this.#pace.spend(performance.now() - startMs)
    }
    this.#finish?.(sink)
    this.#finish = undefined
  }

  #takePiece(): Uint8Array {
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    this.#chunks = bytes.length > pieceBytes ? [bytes.subarray(pieceBytes)] : []
    return bytes.subarray(0, pieceBytes)
  }

  #waitForNextTurn(): void {
    this.#isWaiting = true
    this.#flow.pause()
    const goOn = () => {
      this.#isWaiting = false
      if (!this.#isPaused) this.#flow.resume()
      this.#deliver()
    }
    this.#pace.inNextTurn(guarded(error => this.#failWith(error), goOn))
  }
}
