import type { TokenCounts, WireFormat } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { Encoding } from '../tokens/encoding.ts'
import type { ByteSpan } from './json-scan.ts'
import type { JsonRecord } from './json-value.ts'
import type { SseFrame } from './sse.ts'

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
  /** How many answers were asked for: each costs output. */
  readonly choices: number
  /** What makes the provider report usage where the caller did not ask for it. */
  readonly usageEdits: readonly TextEdit[]
}

/** What a whole answer or a stream so far says about its cost. */
export interface ReportedUsage {
  /** As far as reported; undefined before the first report. */
  readonly tokens: TokenCounts | undefined
  /** False: more was to come. */
  readonly complete: boolean
}

/** Reads an answer's tee, frame by frame. */
export interface StreamMeter {
  /**
   * `usage`: a frame that exists only because usage was asked for. Model-written text goes to `onText`; that of frames
   * that say nothing else is kept `unread` until somebody needs it, after the first `content`.
   */
  read(frame: SseFrame): 'content' | 'unread' | 'usage' | 'other'
  readonly usage: ReportedUsage
  /** The format's own end was seen: without it, the answer broke off however the connection ended. */
  readonly ended: boolean
  /** The provider reported an error within the stream. */
  readonly failed: boolean
}

export interface WireProtocol {
  readonly format: WireFormat
  /** Throws GatewayError `request_invalid`. */
  readFacts(bytes: Uint8Array): RequestFacts
  /** Tokens of the whole request in `encoding`, with the format's own separators. */
  countInput(body: JsonRecord, encoding: Encoding): number
  createMeter(onText: (text: string) => void): StreamMeter
  readAnswer(answer: unknown): { readonly usage: ReportedUsage; readonly text: string }
  errorBody(error: GatewayError, requestId: string): JsonRecord
  /** A whole event that raises an error in every client of the format; the connection is closed after it. */
  errorEvent(body: string): string
  /** A whole event that every client of the format ignores. */
  readonly ping: string
}
