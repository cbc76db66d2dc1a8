// Which requests are listed, in which order, what they add up to, which are running, and how they leave as a file.
import type { Outcome } from './chat.ts'
import type { NanoUsdText } from './units.ts'

/** What a request is counted as. Each request is one of these. */
export const requestKinds = [
  /** For an answer of a provider: what the overview counts. */
  'provider',
  /** For an answer of the sandbox. */
  'sandbox',
  /** For no answer: quotes, counts of tokens, lists of models, probes. */
  'question',
] as const
export type RequestKind = (typeof requestKinds)[number]

/** Stands for requests without any team, person or project. No name can be this, because names begin with a letter or digit. */
export const withoutName = '-'

/** Every condition that is given must hold; of the values of one condition, any. An empty list is no condition. */
export interface RequestFilter {
  /** Only requests that began at this instant or later. */
  readonly fromMs?: number
  /** Only requests that began before this instant. */
  readonly toMs?: number
  readonly kinds?: readonly RequestKind[]
  readonly outcomes?: readonly Outcome[]
  /** Codes of the gateway's own errors, such as `model_unknown`. */
  readonly errorCodes?: readonly string[]
  /** The ids of budgets that refused the request, or, where they only watch, would have refused it. */
  readonly refusedBy?: readonly string[]
  readonly clientIds?: readonly string[]
  readonly providerIds?: readonly string[]
  /** The names of models at their providers. */
  readonly models?: readonly string[]
  /** `lab` includes `lab/vision`, and `withoutName` stands for no team. */
  readonly teamIds?: readonly string[]
  readonly personIds?: readonly string[]
  /** As teams. */
  readonly projects?: readonly string[]
  /** Text to find in `provider/model`, or in the path if a row has no model; or a whole request id. */
  readonly search?: string
}

export const requestSorts = ['time', 'cost', 'inputTokens', 'outputTokens', 'duration', 'firstToken'] as const
/** `time` is when a request began. What is unknown of a request comes last, in either direction. */
export type RequestSort = (typeof requestSorts)[number]

export interface RequestQuery extends RequestFilter {
  /** How many rows to skip, counted in the order of the list. */
  readonly offset: number
  /** 1 to 500. */
  readonly limit: number
  /** Only rows up to this sequence number. It keeps pages in place while new rows arrive. */
  readonly anchor?: number
  /** Only rows after this sequence number, in the order in which they ended. It is used to follow the log. */
  readonly after?: number
  /** `time` if it is not given. */
  readonly sort?: RequestSort
  /** The newest, dearest or longest come first unless this is true. */
  readonly ascending?: boolean
}

/** What the filtered requests add up to. The sandbox costs nothing real, so that its requests are only counted. */
export interface RequestSums {
  readonly requests: number
  readonly sandboxRequests: number
  readonly costNanoUsd: NanoUsdText
  /** Requests whose cost is unknown because their model has no price. They are missing from the cost. */
  readonly unpricedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** The names that stand in the log, to choose from, each list sorted and of at most 500. */
export interface RequestNames {
  readonly errorCodes: readonly string[]
  readonly models: readonly string[]
  readonly providerIds: readonly string[]
  readonly clients: readonly { readonly id: string; readonly name: string }[]
  readonly teamIds: readonly string[]
  readonly personIds: readonly string[]
  readonly projects: readonly string[]
}

/** A request that has not ended. */
export interface RunningRequest {
  readonly requestId: string
  readonly startedAtMs: number
  /** Measured on the gateway's own clock, at the moment of the answer. */
  readonly elapsedMs: number
  readonly clientName: string
  readonly providerId: string | null
  /** Null as long as its body is being read. */
  readonly model: string | null
  readonly streaming: boolean
  /** `waiting` once it was sent to a provider, `answering` from the first content on, `ending` when it was stopped and is being settled. */
  readonly phase: 'preparing' | 'waiting' | 'answering' | 'ending'
}

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportQuestion extends RequestFilter {
  readonly format: ExportFormat
  /** What the piece before said. Not given for the first one, which has the names of the columns. */
  readonly next?: ExportPlace
}

/** Where an export goes on. Rows that are added meanwhile are not in it. */
export interface ExportPlace {
  readonly after: number
  readonly upTo: number
}

/** A piece of a file: at most 500 requests, in the order in which they ended. */
export interface ExportPiece {
  readonly text: string
  /** Null if it was the last piece. */
  readonly next: ExportPlace | null
}

/** Where a request stands in a list. Null if it is not in it. */
export interface RequestPlace {
  /** How many rows are before it. */
  readonly index: number | null
}

export interface RequestListApi {
  /** Finds a request in a list of any length, so that a page that was opened by its address shows it there. */
  findRequestPlace(
    input: { readonly requestId: string } & Omit<RequestQuery, 'offset' | 'limit' | 'after'>,
  ): Promise<RequestPlace>
  sumRequests(input: RequestFilter & { readonly anchor?: number }): Promise<RequestSums>
  readRequestNames(input: Readonly<Record<string, never>>): Promise<RequestNames>
  /** The oldest first, at most 200. */
  listRunningRequests(input: Readonly<Record<string, never>>): Promise<readonly RunningRequest[]>
  /** Ends a running request. Its caller is told, and what it used is charged. */
  stopRequest(input: { readonly requestId: string }): Promise<Readonly<Record<string, never>>>
  exportRequests(input: ExportQuestion): Promise<ExportPiece>
}
