// What a format says of its requests and answers, so that an answer can be kept and given again. Pure.
import type { JsonRecord } from '../bytes/json-value.ts'
import type { TokenCounts } from '../contract/chat.ts'
import type { AnswerPart } from './answer-part.ts'

export interface CacheFacts extends CachedRequests, CachedAnswers {}

/** Which requests may be answered with a kept answer, and what tells two of them apart. */
export interface CachedRequests {
  /** The members that change nothing of an answer: how it is sent, and the ids of who asks. */
  readonly unkeyed: Unkeyed
  /** The members of the query of which the same is true. */
  readonly unkeyedQuery: readonly string[]
  /** What of the path tells requests apart. Absent if it is nothing. */
  keyedPath?(path: string): string
  /** The members for which no answer is kept. */
  readonly refusals: readonly CacheRefusal[]
  /** The temperature that is asked for, whatever type it has. */
  temperatureOf(body: JsonRecord): unknown
  readTurns(body: JsonRecord): CachedTurns
}

/** `true` for a member that is left out, an object for one in which some are. Of a list, they are those of its elements. */
export interface Unkeyed {
  readonly [name: string]: true | Unkeyed
}

export interface CacheRefusal {
  /** The names of members, outside of each other: `['generationConfig', 'candidateCount']`. */
  readonly path: readonly string[]
  /** Whether the request is refused for this value, which is given and not null. */
  isRefused(value: unknown): boolean
  /** A sentence for a person. */
  readonly reason: string
}

export interface CachedTurns {
  /** `hosted`: tools that the provider runs itself, which look at the world outside of the request. */
  readonly tools: 'none' | 'offered' | 'called' | 'hosted'
  /** Whether a turn points to something that the provider keeps. */
  readonly isStored: boolean
  /** Whether the last turn has pictures, files or sound. */
  readonly hasMedia: boolean
  /** Where the last turn's text stands in the body, if that is all it says and it is a user's. */
  readonly question: MemberPath | undefined
}

/** Names of members and places in lists, the outermost first. */
export type MemberPath = readonly (string | number)[]

/** How an answer that was kept is understood, and written in the other way. */
export interface CachedAnswers {
  /** The data of the frame that ends a stream, where that is no event. */
  readonly endMark?: string
  /** Puts one stream together. */
  createAssembler(): AnswerAssembler
  /** Whether a whole answer says by itself that it ended. */
  saysItsEnd(whole: JsonRecord): boolean
  readWhole(whole: JsonRecord): readonly AnswerPart[]
  /** Only where a stream has the usage if the caller asks for it. */
  readonly usage?: AskedUsage
}

export interface AnswerAssembler {
  /** To be called for every event, in their order. */
  add(event: JsonRecord): void
  /** The whole answer. Undefined if the events were none, or did not come to their end. */
  whole(): JsonRecord | undefined
}

export interface AskedUsage {
  /** Whether the event was sent for it alone. */
  isItsEvent(event: JsonRecord): boolean
  /** That event. `sample` is another one of the stream. */
  eventOf(tokens: TokenCounts, sample: JsonRecord): string
  /** The whole answer with the usage, if it has none. */
  addTo(whole: JsonRecord, tokens: TokenCounts): JsonRecord
}
