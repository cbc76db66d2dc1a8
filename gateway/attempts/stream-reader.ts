import { type Frame, type Framer, FrameTooLargeError, type Framing } from '../bytes/framing.ts'
import type { Answer } from '../bytes/relay.ts'
import { GatewayError } from '../errors.ts'
import type { AnswerEnding, FrameKind, StreamMeter } from '../formats/format.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Attempt } from './attempt.ts'
import { type HoldWatch, watchHold } from './hold-watch.ts'
import { upstreamError } from './upstream-error.ts'

// Pictures come as one event; what is larger than this is no event of any provider.
const maxFrameBytes = 32 * 1024 * 1024
/** What comes before an answer's first content is short: with more than this, it has begun. */
const preambleBytes = 64 * 1024

/** Takes whole events, and then exactly one of the two ends. */
export interface EventSink {
  write(events: Uint8Array): void
  end(): void
  fail(reason: unknown): void
}

/**
 * Reads an answer's events as they come: measures them, watches the hold, and hands over the bytes of those that the caller is
 * to have. What comes before the first content is kept, so that nothing has been said for as long as another attempt could
 * still answer.
 */
export class StreamReader {
  /** Resolves with the first content, or the end; rejects with what the answer failed of before. */
  readonly speaking: Promise<void>
  readonly #answer: Answer
  readonly #attempt: Attempt
  readonly #meter: StreamMeter
  readonly #hold: HoldWatch
  readonly #framer: Framer
  /** Of the caller's format. */
  readonly #ending: AnswerEnding
  #kept: Uint8Array[] = []
  #keptBytes = 0
  #sink: EventSink | undefined
  /** The end, where it came before anybody took it. */
  #finish: ((sink: EventSink) => void) | undefined
  #isOver = false
  #isCut = false
  #isSpeaking = false
  #spoke: () => void = () => {}
  #failed: (reason: unknown) => void = () => {}

  constructor(answer: Answer, framing: Framing, attempt: Attempt, ledger: Ledger) {
    const { exchange, providerFormat, scope, tally, target } = attempt
    const { adapter, record } = target.provider
    this.#answer = answer
    this.#attempt = attempt
    this.#framer = framing({ maxFrameBytes })
    this.#ending = exchange.caller.createEnding()
    this.#meter = providerFormat.createMeter(
      text => tally.add(text),
      adapter.reporting(record.baseUrl),
      this.#ending.see,
    )
    this.#hold = watchHold(attempt, this.#meter, ledger)
    this.speaking = new Promise((resolve, reject) => {
      this.#spoke = resolve
      this.#failed = reject
    })
    scope.onCancel(reason => this.#fail(reason))
    answer.body.flowTo({
      data: scope.guard(chunk => this.#data(chunk)),
      end: scope.guard(() => this.#end()),
      fail: scope.guard(error =>
        this.#fail(
          error instanceof GatewayError ? error : upstreamError(attempt, 'upstream_truncated', error),
        ),
      ),
    })
  }

  /** How it ended, once it has. */
  get how(): 'complete' | 'cut' | 'refused' {
    if (this.#isCut) return 'cut'
    return this.#meter.failed() ? 'refused' : 'complete'
  }

  /** Once. What was kept is handed over first. */
  flowTo(sink: EventSink): void {
    this.#sink = sink
    const kept = joined(this.#kept)
    this.#kept = []
    if (kept.length > 0) sink.write(kept)
    this.#finish?.(sink)
  }

  #data(chunk: Uint8Array): void {
    if (this.#isOver) return
    try {
      this.#give(this.#pass(this.#framer.push(chunk)))
    } catch (error) {
      const isTooLarge = error instanceof FrameTooLargeError
      this.#fail(isTooLarge ? upstreamError(this.#attempt, 'upstream_too_large') : error)
    }
    if (!this.#isCut || this.#isOver) return
    this.#answer.body.cancel()
    this.#over(sink => sink.end())
  }

  #end(): void {
    if (this.#isOver) return
    const last = this.#framer.end()
    const events = this.#pass(last ? [last] : [])
    if (this.#meter.ended()) {
      this.#give(events)
      this.#over(sink => sink.end())
    } else {
      // Half an event would swallow the error event after it.
      this.#fail(upstreamError(this.#attempt, 'upstream_truncated'))
    }
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return
    this.#failed(reason)
    this.#over(sink => sink.fail(reason))
  }

  #over(finish: (sink: EventSink) => void): void {
    this.#isOver = true
    this.#attempt.silence.stop() // the provider has said everything; how long the caller reads is not its fault
    this.#attempt.usage = this.#meter.usage()
    this.#spoke()
    if (this.#sink) finish(this.#sink)
    else this.#finish = finish
  }

  #give(events: Uint8Array): void {
    if (this.#sink) {
      this.#sink.write(events)
      return
    }
    this.#kept.push(events)
    this.#keptBytes += events.length
    if (this.#isSpeaking || this.#keptBytes > preambleBytes) this.#spoke()
  }

  /** Reads every frame; returns the bytes of those that the caller is to have. */
  #pass(frames: readonly Frame[]): Uint8Array {
    const { tally, silence, hidesUsage } = this.#attempt
    const kept: Uint8Array[] = []
    silence.heard()
    for (const frame of frames) {
      const kind = this.#meter.read(frame)
      if (frame.omittedBytes > 0 && saysText(frame, kind)) tally.addUnread(frame.omittedBytes)
      this.#hear(kind)
      if (!(kind === 'usage' && hidesUsage)) kept.push(frame.bytes)
      if (this.#hold.read(frame.bytes.length, kind) === 'go') continue
      // The budgets can afford no more: the answer ends here, in its format's own way.
      this.#isCut = true
      this.#meter.readAll()
      kept.push(Buffer.from(this.#ending.events(tally.tokens(), this.#attempt.inputTokens)))
      break
    }
    return joined(kept)
  }

  #hear(kind: FrameKind): void {
    const attempt = this.#attempt
    if (kind === 'content' && attempt.firstTokenMs === undefined) {
      attempt.firstTokenMs = attempt.exchange.elapsedMs()
      attempt.silence.content()
    }
    if (kind !== 'preamble' && !this.#meter.failed()) this.#isSpeaking = true
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

/** Of a frame that was read without its long strings: whether they are text, and not a picture. What is unknown is text. */
function saysText({ data }: Frame, kind: FrameKind): boolean {
  return data === undefined || kind === 'content' || kind === 'unread'
}
