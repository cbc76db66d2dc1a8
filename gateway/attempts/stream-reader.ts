import { type Frame, type Framer, FrameTooLargeError, type Framing } from '../bytes/framing.ts'
import { parseJson } from '../bytes/json-value.ts'
import type { Answer } from '../bytes/relay.ts'
import { noTokens } from '../contract/chat.ts'
import type { TargetLimits } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { AnswerEnding, FrameKind, StreamMeter } from '../formats/format.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { jsonOf } from '../translation/full-data.ts'
import type { StreamTranslation } from '../translation/translation.ts'
import type { Attempt } from './attempt.ts'
import { type HoldWatch, watchHold } from './hold-watch.ts'
import { SpeedProbe } from './speed-probe.ts'
import { upstreamError } from './upstream-error.ts'

// A picture comes as one event. No provider sends events that are longer than this.
const maxFrameBytes = 32 * 1024 * 1024
/** The events before the first content are short. After more bytes than this, the answer is taken to have begun. */
const preambleBytes = 64 * 1024

/** Receives whole events, and after them exactly one call of `end` or `fail`. */
export interface EventSink {
  write(events: Uint8Array): void
  end(): void
  fail(reason: unknown): void
}

/**
 * Reads the events of an answer as they come. It measures them, watches the hold, and hands over the bytes of the events
 * that the caller gets. Events before the first content are kept back: as long as nothing was sent to the caller, another
 * attempt could still answer in place of this one.
 */
export class StreamReader {
  /** Resolves with the first content or the end of the answer. Rejects if the answer fails before that. */
  readonly speaking: Promise<void>
  readonly #answer: Answer
  readonly #attempt: Attempt
  readonly #meter: StreamMeter
  readonly #hold: HoldWatch
  readonly #framer: Framer
  /** Ends the answer in the caller's format if the budgets cut it. */
  readonly #ending: AnswerEnding
  #kept: Uint8Array[] = []
  #keptBytes = 0
  #sink: EventSink | undefined
  /** Set if the answer ended before a sink was given: calls the sink's `end` or `fail`. */
  #finish: ((sink: EventSink) => void) | undefined
  #isOver = false
  /** Why the answer cannot be translated any further. The events before that are still handed over. */
  #failure: unknown
  #isCut = false
  #isSpeaking = false
  /** What the provider reported as its failure. */
  #failedWith: unknown
  /** Holds the answer back until it is known to be fast enough. */
  #probe: SpeedProbe | undefined
  #spoke: () => void = () => {}
  #failed: (reason: unknown) => void = () => {}

  constructor(answer: Answer, framing: Framing, attempt: Attempt, ledger: Ledger, limits?: TargetLimits) {
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
    if (limits?.tokensPerSecond)
      this.#probe = new SpeedProbe(
        attempt,
        limits,
        () => this.#saidTokens(),
        () => this.#spoke(),
      )
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

  /** How the answer ended. Only valid once it has ended. */
  get how(): 'complete' | 'cut' | 'refused' {
    if (this.#isCut) return 'cut'
    return this.#meter.failed() ? 'refused' : 'complete'
  }

  /** What the provider reported as its failure, as parsed JSON. Undefined if it reported none. */
  get failedWith(): unknown {
    return this.#failedWith
  }

  /** True once something of the answer has come that may be shown to the caller. */
  get hasSpoken(): boolean {
    return this.#isSpeaking
  }

  /** To be called once. The events that were kept back are written to the sink first. */
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
      if (this.#failure !== undefined) this.#fail(this.#failure)
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
    if (this.#failure !== undefined && (this.#meter.ended() || this.#meter.failed())) {
      this.#give(events)
      this.#fail(this.#failure)
    } else if (this.#meter.ended()) {
      this.#complete(events)
    } else {
      // The event is not handed over if it is incomplete: the error event that follows would be read as part of it.
      this.#fail(upstreamError(this.#attempt, 'upstream_truncated'))
    }
  }

  #complete(events: Uint8Array): void {
    this.#give(events)
    this.#endTranslated()
    this.#over(sink => sink.end())
  }

  #endTranslated(): void {
    const translation = this.#attempt.translation?.stream
    if (!translation) return
    try {
      this.#give(Buffer.from(translation.end(this.#meter.usage().tokens)))
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return
    // The provider has said the end of its answer, and only the connection was not ended as it should have been. What came
    // half after that is dropped.
    if (isBreak(reason) && this.#meter.ended()) return void this.#complete(new Uint8Array(0))
    this.#failed(reason)
    this.#over(sink => sink.fail(reason))
  }

  #over(finish: (sink: EventSink) => void): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#attempt.providerEnded()
    this.#attempt.usage = this.#meter.usage()
    this.#probe?.stop()
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
    if (this.#isSpeaking || this.#keptBytes > preambleBytes) this.#begin()
  }

  #begin(): void {
    if (this.#probe && this.#keptBytes <= preambleBytes) return void this.#probe.begin()
    // What is handed over from now on can no longer be taken back.
    this.#probe?.stop()
    this.#spoke()
  }

  /** Reads every frame. Returns the bytes of the frames that the caller gets. */
  #pass(frames: readonly Frame[]): Uint8Array {
    const { tally, silence, hidesUsage } = this.#attempt
    const translation = this.#attempt.translation?.stream
    const kept: Uint8Array[] = []
    let isMore = frames.length === 0
    for (const frame of frames) {
      const kind = this.#meter.read(frame)
      if (kind !== 'preamble') isMore = true
      if (frame.omittedBytes > 0 && saysText(frame, kind)) tally.addUnread(frame.omittedBytes)
      if (kind === 'other' && !this.#isSpeaking && isUnreadable(frame)) {
        this.#failure = malformed(this.#attempt)
        break
      }
      this.#hear(kind)
      if (this.#failedWith === undefined && this.#meter.failed()) this.#failedWith = jsonOf(frame) ?? {}
      if (translation && !this.#translate(translation, frame, kept)) break
      if (!translation && !(kind === 'usage' && hidesUsage)) kept.push(frame.bytes)
      if (this.#hold.read(frame.bytes.length, kind) === 'go') continue
      // The budgets can pay for no more, so the answer is ended here, in the way that the caller's format ends one.
      this.#isCut = true
      this.#meter.readAll()
      kept.push(Buffer.from(this.#cutEvents()))
      break
    }
    // A provider that only pings is not silent, unless it has said its end: then it would never be left.
    if (isMore || !this.#meter.ended()) silence.heard()
    return joined(kept)
  }

  /** False if the frame cannot be translated. */
  #translate(translation: StreamTranslation, frame: Frame, kept: Uint8Array[]): boolean {
    try {
      kept.push(Buffer.from(translation.frame(frame)))
      return true
    } catch (error) {
      this.#failure = error
      return false
    }
  }

  #saidTokens(): number {
    this.#meter.readAll()
    return this.#attempt.tally.tokens()
  }

  #cutEvents(): string {
    const { inputTokens, tally } = this.#attempt
    const translation = this.#attempt.translation?.stream
    const output = tally.tokens()
    return translation
      ? translation.cut({ ...noTokens, input: inputTokens, output })
      : this.#ending.events(output, inputTokens)
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

/** Whether the answer did not go on, for whatever reason of the provider or the network. */
function isBreak(reason: unknown): boolean {
  const code = reason instanceof GatewayError ? reason.code : undefined
  return code === 'upstream_truncated' || code === 'upstream_timeout'
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

/** True if the frame should be an object in JSON and is none. */
function isUnreadable({ data, omittedBytes }: Frame): boolean {
  return omittedBytes === 0 && data?.trimStart().startsWith('{') === true && parseJson(data) === undefined
}

function malformed({ target }: Attempt): GatewayError {
  const provider = target.provider.record.id
  return new GatewayError('upstream_malformed', { provider, content: 'an event that is no JSON' })
}

/**
 * Whether the long strings that were left out when this frame was read are text rather than a picture. If that is unknown,
 * they are taken for text.
 */
function saysText({ data }: Frame, kind: FrameKind): boolean {
  return data === undefined || kind === 'content' || kind === 'unread'
}
