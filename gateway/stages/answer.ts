// What `call` returns and `respond` sends: bytes that flow, with a handle to hold them back.

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
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: ByteSource
}

/** Keeps what arrives before somebody listens; there is never more of it than one turn brings. */
export function createByteRelay(flow: { pause(): void; resume(): void }): ByteSource & ByteSink {
  const waiting: ((sink: ByteSink) => void)[] = []
  let sink: ByteSink | undefined
  const pass = (step: (sink: ByteSink) => void) => {
    if (sink) step(sink)
    else waiting.push(step)
  }
  return {
    data: chunk => pass(to => to.data(chunk)),
    end: () => pass(to => to.end()),
    fail: error => pass(to => to.fail(error)),
    flowTo(to) {
      sink = to
      for (const step of waiting.splice(0)) step(to)
    },
    pause: () => flow.pause(),
    resume: () => flow.resume(),
  }
}
