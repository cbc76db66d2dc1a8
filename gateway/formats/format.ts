// What a wire format is: its clients' side, its servers' side, and nothing that is the same in all formats.
import type { Frame, Framing } from '../bytes/framing.ts'
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerEncoding } from '../chat/answer-as-stream.ts'
import type { LimitHeaders, LimitState } from '../chat/limit-headers.ts'
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

/** What its clients send and are sent. Pure. */
export interface CallerFormat extends AnswerEncoding {
  /** As a sentence names it. */
  readonly title: string
  /** Several formats may have a route in common: there, `recognises` tells them apart. */
  readonly routes: readonly FormatRoute[]
  /** Whether a request bears a mark of this format, on a path that is shared or unknown. */
  recognises(head: RequestHead): boolean
  /** Of a path of the format's API that is not served: a sentence that says what to use instead. */
  insteadOf?(path: string): string | undefined
  /** What its clients are given as a base URL. */
  baseUrl(gatewayUrl: string): string
  /** What the request asks for, wherever that stands. Throws GatewayError `request_invalid`. */
  readFacts(request: RequestParts): RequestFacts
  errorBody(error: GatewayError, requestId: string): JsonRecord
  /** What its clients read of a limit that refused them. */
  limitHeaders(limit: LimitState): LimitHeaders
  /** The content type of a stream. */
  readonly streamType: string
  /** A whole event that every client ignores. */
  readonly ping: string
  /** Follows one answer, so that it can be ended before its end. */
  createEnding(): AnswerEnding
  /** The gateway's own count of a request's tokens, where the format has a route that asks for it. */
  countBody?(inputTokens: number): JsonRecord
  /** Undefined if its requests go only to providers that speak the format. */
  readonly translation?: CallerTranslation
  modelList(models: readonly ListedModel[]): JsonRecord
  modelEntry(model: ListedModel): JsonRecord
}

export interface FormatRoute {
  readonly method: 'GET' | 'POST'
  /** A `*` stands for any name, with or without slashes. The first that asks for answers stands for the format in messages. */
  readonly path: string
  readonly purpose: Extract<RequestPurpose, 'answer' | 'count' | 'models'>
  /** Of models: what is answered in place of `modelList`. */
  readonly listAs?: (models: readonly ListedModel[]) => JsonRecord
  /** Of one model, which the body names in its member `model`: what is answered. */
  readonly modelAs?: (model: ListedModel) => JsonRecord
}

export interface ListedModel {
  /** What it is asked for by. */
  readonly id: string
  readonly provider: string
  readonly atMs: number
}

/** Knows how to end an answer that is cut: as the provider does where the most tokens are reached. */
export interface AnswerEnding {
  /** An event of the answer that says more than text. */
  see(event: JsonRecord): void
  /** The events that end the answer here, with the gateway's own counts. */
  events(outputTokens: number, inputTokens: number): string
}

/** What its servers are sent and send. Pure. */
export interface ProviderFormat {
  callFor(question: CallQuestion): CallParts
  /** How its requests' tokens are counted. */
  readonly requestLayout: RequestLayout
  readonly serving: Serving
  /** How the frames of a 200 are told apart; undefined: the answer comes whole. `streams`: the request asked for a stream. */
  framingOf(contentType: string, streams: boolean): Framing | undefined
  /** `onText` is told what the model wrote, `onEvent` of every event that says more than that. */
  createMeter(
    onText: (text: string) => void,
    reporting?: UsageReporting,
    onEvent?: (event: JsonRecord) => void,
  ): StreamMeter
  /** Undefined if its providers are asked only by clients of the format. */
  readonly translation?: ProviderTranslation
  readAnswer(
    answer: unknown,
    reporting?: UsageReporting,
  ): { readonly usage: ReportedUsage; readonly text: string }
}

/** A request of the same format that goes to a target. */
export interface CallQuestion {
  readonly facts: RequestFacts
  /** The name that the provider knows. */
  readonly model: string
  readonly purpose: 'answer' | 'count'
  /** The caller's own, without the question mark. */
  readonly query: string
}

/** What the provider is sent, beside what every request has. */
export interface CallParts {
  /** Behind the path at which the provider speaks the format. */
  readonly pathSuffix: string
  /** With its question mark, or empty. Of the caller's own, nothing but what the format lists. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly edits: readonly TextEdit[]
}

/** `preamble`: it says nothing of the answer yet, so that another one could still be given. */
export type FrameKind = 'preamble' | 'content' | 'unread' | 'usage' | 'other'

/** Reads an answer's tee, frame by frame. No getters: see `Exchange`. */
export interface StreamMeter {
  /**
   * `usage`: a frame that exists only because usage was asked for. Model-written text goes to `onText`; that of frames
   * that say nothing else is kept `unread` until somebody needs it, in streams that have no two frames alike.
   */
  read(frame: Frame): FrameKind
  usage(): ReportedUsage
  /** The format's own end was seen: without it, the answer broke off however the connection ended. */
  ended(): boolean
  /** The provider reported an error within the stream. */
  failed(): boolean
  /** Reads what was kept unread. */
  readAll(): void
}
