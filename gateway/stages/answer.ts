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

/**
 * Hands over once what one turn of the event loop brought, however many pieces it came in: a provider's twenty chunks in
 * one packet are one write to the caller. Keeps what arrives before somebody listens; there is never more of it than
 * one turn brings.
 */
export function createByteRelay(
  flow: Pick<ByteSource, 'pause' | 'resume' | 'cancel'>,
): ByteSource & ByteSink {
  let chunks: Uint8Array[] = []
  let finish: ((sink: ByteSink) => void) | undefined
  let sink: ByteSink | undefined
  let scheduled = false
  // A microtask is called by the engine: what the taking fails with is the end of what is taken.
  const deliver = guarded(failWith, () => {
    scheduled = false
    if (!sink) return
    const [first, ...more] = chunks
    chunks = []
    if (first) sink.data(more.length === 0 ? first : Buffer.concat([first, ...more]))
    finish?.(sink)
    finish = undefined
  })
  function failWith(error: unknown): void {
    finish = undefined
    sink?.fail(error)
  }
  function schedule(): void {
    if (scheduled || !sink) return
    scheduled = true
    queueMicrotask(deliver) // after the parser is through with what the socket brought
  }
  return {
    data(chunk) {
      chunks.push(chunk)
      schedule()
    },
    end() {
      finish = to => to.end()
      schedule()
    },
    fail(error) {
      finish = to => to.fail(error)
      schedule()
    },
    flowTo(to) {
      sink = to
      deliver()
    },
    pause: () => flow.pause(),
    resume: () => flow.resume(),
    cancel: () => flow.cancel(),
  }
}
