// A wire format has two sides: the clients that call the gateway in it, and the servers that the gateway calls in it.
// Only what differs between formats belongs here.
import type { Frame, Framing } from '../bytes/framing.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerEncoding } from '../chat/answer-as-stream.ts'
import type { CacheFacts } from '../chat/cache-facts.ts'
import type { ModelNote } from '../chat/capabilities.ts'
import type { CallerEmbedding, ProviderEmbedding } from '../chat/embedding.ts'
import type { LimitHeaders, LimitState } from '../chat/limit-headers.ts'
import type { OutlineMarks } from '../chat/outline-marks.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { RequestFacts, RequestParts, TextEdit } from '../chat/request-facts.ts'
import type { RequestHead } from '../chat/request-head.ts'
import type { Serving } from '../chat/serving.ts'
import type { CallerTranslation, ProviderTranslation } from '../chat/translation.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { RequestPurpose } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { RequestLayout } from '../tokens/request-layout.ts'

export interface Format {
  readonly caller: CallerFormat
  readonly provider: ProviderFormat
}

/** What clients of the format send, and what they are sent. Pure. */
export interface CallerFormat extends AnswerEncoding {
  /** The name of the format within a sentence. */
  readonly title: string
  /** Several formats may share a route. `recognises` then tells them apart. */
  readonly routes: readonly FormatRoute[]
  /** Whether a request shows that it is of this format, when its path is shared or unknown. */
  recognises(head: RequestHead): boolean
  /** A sentence that says what to use instead of a path that belongs to the format's API but is not served here. */
  insteadOf?(path: string): string | undefined
  /** The base URL that clients of the format are to be given. */
  baseUrl(gatewayUrl: string): string
  /** What the request asks for, whether its path, query or body says so. Throws GatewayError `request_invalid`. */
  readFacts(request: RequestParts): RequestFacts
  /** Where its requests say what routes need to know. Undefined if they have no turns and need nothing of a model. */
  readonly outlineMarks?: OutlineMarks
  errorBody(error: GatewayError, requestId: string): JsonRecord
  /** The headers in which clients of the format look for the limit that refused them. */
  limitHeaders(limit: LimitState): LimitHeaders
  /** True if answers always come whole. What the format says of streams is then never used. */
  readonly neverStreams?: true
  /** The content type of a stream. */
  readonly streamType: string
  /** A complete event, or white space between events, that every client ignores. */
  readonly ping: string
  /** Follows one answer, so that the gateway can end it early. */
  createEnding(): AnswerEnding
  /**
   * The answer to a request to count tokens, with the gateway's own count. Absent if the format has no route for it.
   */
  countBody?(inputTokens: number): JsonRecord
  /** Undefined if its requests go only to providers that speak the format. */
  readonly translation?: CallerTranslation
  /** The same for a format of embeddings, which are translated apart from conversations. */
  readonly embedding?: CallerEmbedding
  /** Undefined if its answers are never kept. */
  readonly cache?: CacheFacts
  modelList(models: readonly ListedModel[]): JsonRecord
  modelEntry(model: ListedModel): JsonRecord
}

export interface FormatRoute {
  readonly method: 'GET' | 'POST'
  /**
   * A `*` stands for any name, with or without slashes. The first path with the purpose 'answer' represents the format
   * in messages.
   */
  readonly path: string
  readonly purpose: Extract<RequestPurpose, 'answer' | 'count' | 'models'>
  /** For a route with the purpose 'models': makes the answer instead of `modelList`. */
  readonly listAs?: (models: readonly ListedModel[]) => JsonRecord
  /** For a route whose body names one model in its member `model`: makes the answer about that model. */
  readonly modelAs?: (model: ListedModel) => JsonRecord
}

export interface ListedModel {
  /** The name by which a caller asks for the model. */
  readonly id: string
  readonly provider: string
  readonly atMs: number
  /** Stands in the entry as its member `gatehouse` where the format's clients allow more members than they know. */
  readonly note: ModelNote
}

/** Ends an answer that is cut, in the way that a provider ends one that has reached its limit of tokens. */
export interface AnswerEnding {
  /** To be called for every event of the answer that is read in full, because it may say more than text. */
  see(event: JsonRecord): void
  /** The events that end the answer at this point. They contain the gateway's own counts. */
  events(outputTokens: number, inputTokens: number): string
}

/** What servers of the format are sent, and what they send. Pure. */
export interface ProviderFormat {
  callFor(question: CallQuestion): CallParts
  /** How the tokens of a request are counted. */
  readonly requestLayout: RequestLayout
  readonly serving: Serving
  /**
   * How a successful answer is split into frames. Undefined if the answer comes as a whole. `streams` says whether the
   * request asked for a stream.
   */
  framingOf(contentType: string, streams: boolean): Framing | undefined
  /** Calls `onText` with what the model wrote, and `onEvent` with every event that may say more than text. */
  createMeter(
    onText: (text: string) => void,
    reporting?: UsageReporting,
    onEvent?: (event: JsonRecord) => void,
  ): StreamMeter
  /** Undefined if its providers are asked only by clients of the format. */
  readonly translation?: ProviderTranslation
  /** The same for a format of embeddings. */
  readonly embedding?: ProviderEmbedding
  readAnswer(
    answer: unknown,
    reporting?: UsageReporting,
  ): { readonly usage: ReportedUsage; readonly text: string }
}

/** A request that goes to a target in the caller's own format. */
export interface CallQuestion {
  readonly facts: RequestFacts
  /** The provider's name for the model. */
  readonly model: string
  readonly purpose: 'answer' | 'count'
  /** The caller's query without the question mark. */
  readonly query: string
}

/** What the provider is sent in addition to the things that every request has. */
export interface CallParts {
  /** Follows the path at which the provider speaks the format. */
  readonly pathSuffix: string
  /**
   * Starts with a question mark, or is empty. Of the caller's query, it contains only the members that the format
   * lists.
   */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly edits: readonly TextEdit[]
}

/** A 'preamble' says nothing of the answer yet, so another attempt could still answer instead. */
export type FrameKind = 'preamble' | 'content' | 'unread' | 'usage' | 'other'

/** Reads a copy of the answer, frame by frame. It has no getters, for the reason given at `Exchange`. */
export interface StreamMeter {
  /**
   * Returns 'usage' for a frame that was sent only because usage was asked for. Gives the text that the model wrote to
   * `onText`. A frame with nothing but text may be kept 'unread' until somebody needs its text.
   */
  read(frame: Frame): FrameKind
  usage(): ReportedUsage
  /**
   * True if the end that the format prescribes was seen. Otherwise the answer broke off, even if the connection closed
   * normally.
   */
  ended(): boolean
  /** True if the provider reported an error within the stream. */
  failed(): boolean
  /** Reads the frames that were kept unread. */
  readAll(): void
}
