import type { ByteSpan, ScannedObject } from '../bytes/json-scan.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { SseFrame } from '../bytes/sse.ts'
import type { LimitHeaders, LimitState } from '../chat/limit-headers.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { TokenCounts, WireFormat } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { GatewayError } from '../errors.ts'
import type { PriceTerms, ToolUses } from '../pricing/bill.ts'
import type { RequestLayout } from '../tokens/request-layout.ts'

/** A replacement of bytes by text; `start` equals `end` where text is only put in. */
export interface TextEdit extends ByteSpan {
  readonly text: string
}

/** What the gateway needs to know of a request. Plain data: large bodies are read in a worker. */
export interface RequestFacts {
  readonly model: string
  /** Where the model's name stands, quotes included. */
  readonly modelValue: ByteSpan
  readonly stream: boolean
  /** The most output the caller asked for, all choices together; undefined where it named no bound. */
  readonly maxOutputTokens: number | undefined
  /** Reasoning counts towards that bound wherever the format is spoken. */
  readonly boundsReasoning: boolean
  /** How many answers were asked for: each costs output. */
  readonly choices: number
  /** Tools are offered; reasoning is asked for. Such answers have lengths of their own. */
  readonly tools: boolean
  readonly reasoning: boolean
  /** What it asks for that changes every rate, in the provider's own words. */
  readonly terms: PriceTerms
  /** Bytes that text outside ASCII takes in UTF-8, or more: tokenizers differ in such text the most. */
  readonly wideBytes: number
  /** What makes the provider report usage where the caller did not ask for it. */
  readonly usageEdits: readonly TextEdit[]
}

/** What a whole answer or a stream so far says about its cost. */
export interface ReportedUsage {
  /** As far as reported; undefined before the first report. */
  readonly tokens: TokenCounts | undefined
  /** All tokens together, where nothing says which of them went in; undefined: not reported, or not needed. */
  readonly total?: number | undefined
  /** False: more was to come, or not all of it is reported. */
  readonly complete: boolean
  /** Those under which it was answered. */
  readonly terms: PriceTerms
  readonly uses: ToolUses
  /** See `Bill`. */
  readonly steps?: readonly TokenCounts[] | undefined
  readonly billed?: NanoUsd | undefined
  /** Why the report is not believed as it stands, in a short sentence; undefined: it is. */
  readonly doubt?: string | undefined
}

/** `preamble`: it says nothing of the answer yet, so that another one could still be given. */
export type FrameKind = 'preamble' | 'content' | 'unread' | 'usage' | 'other'

/** Reads an answer's tee, frame by frame. No getters: see `Exchange`. */
export interface StreamMeter {
  /**
   * `usage`: a frame that exists only because usage was asked for. Model-written text goes to `onText`; that of frames
   * that say nothing else is kept `unread` until somebody needs it, in streams that have no two frames alike.
   */
  read(frame: SseFrame): FrameKind
  usage(): ReportedUsage
  /** The format's own end was seen: without it, the answer broke off however the connection ended. */
  ended(): boolean
  /** The provider reported an error within the stream. */
  failed(): boolean
  /** Reads what was kept unread. */
  readAll(): void
  /** The events that end the answer here, as the provider does where the most tokens are reached. */
  cut(outputTokens: number): string
}

export interface WireProtocol {
  readonly format: WireFormat
  /** Throws GatewayError `request_invalid`. `body` is the bytes' own scan, where there is one already. */
  readFacts(bytes: Uint8Array, body?: ScannedObject): RequestFacts
  /** How its tokens are counted. */
  readonly requestLayout: RequestLayout
  createMeter(onText: (text: string) => void, reporting?: UsageReporting): StreamMeter
  readAnswer(
    answer: unknown,
    reporting?: UsageReporting,
  ): { readonly usage: ReportedUsage; readonly text: string }
  /**
   * A whole answer as the events of a stream, its end included, for a caller that was to be streamed to; undefined where the
   * text is no answer of the format. `usageAsked`: the caller wants the usage where it has an event of its own.
   */
  answerEvents(text: string, usageAsked: boolean): string | undefined
  errorBody(error: GatewayError, requestId: string): JsonRecord
  /** What the format's clients read of a limit that refused them. */
  limitHeaders(limit: LimitState): LimitHeaders
  /** A whole event that raises an error in every client of the format; the connection is closed after it. */
  errorEvent(body: string): string
  /** A whole event that every client of the format ignores. */
  readonly ping: string
}
