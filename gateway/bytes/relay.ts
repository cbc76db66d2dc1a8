// What `call` returns and `respond` sends: bytes that flow, with a handle to hold them back.

import { guarded } from '../guarded.ts'

export interface ByteSink {
  data(chunk: Uint8Array): void
  end(): void
  fail(error: unknown): void
}

export interface ByteSource {
  /** Once. What came before is handed over first. */
  flowTo(sink: ByteSink): void
  pause(): void
  resume(): void
  /** No more of it is wanted. */
  cancel(): void
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: ByteSource
}

// One piece of the slowest bytes there are takes some milliseconds to be read.
const pieceBytes = 16 * 1024
const atOnceMs = 10

/** After so many milliseconds of reading answers, all of them together, everybody else has a turn of the event loop. */
export class ReadingPace {
  #spentMs = 0
  #waiting: (() => void)[] = []

  isOver(): boolean {
    return this.#spentMs > atOnceMs
  }

  spend(ms: number): void {
    this.#spentMs += ms
  }

  /** `go` must not throw: those that wait with it would wait for ever. */
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
 * Hands over once what one turn of the event loop brought, however many pieces it came in: a provider's twenty chunks in
 * one packet are one write to the caller. Much of it goes over in pieces, at the pace that all answers share. Keeps
 * what arrives before somebody listens, or while it waits; there is never more of it than one turn brings.
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
  /** For the next turn. */
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
    queueMicrotask(() => this.#deliver()) // after the parser is through with what the socket brought
  }

  /** A microtask is called by the engine: what the taking fails with is the end of what is taken. */
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
