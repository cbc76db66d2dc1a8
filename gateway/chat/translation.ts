// What the two ends of a format do so that a request of one format can be answered by a provider of another. Pure.
import type { JsonRecord } from '../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, UpstreamFailure } from './answer-part.ts'
import type { CallerWords } from './caller-paths.ts'
import type { FormatCapabilities } from './capabilities.ts'
import type { Conversation } from './conversation.ts'
import type { Receipt } from './receipt.ts'
import type { RequestHead } from './request-head.ts'

/** The clients' side of a format. */
export interface CallerTranslation {
  readonly words: CallerWords
  /**
   * Reads a request. Every member is read, or is in the receipt, unless it changes nothing at its default. Throws GatewayError
   * `request_invalid` where the shape is not the format's.
   */
  readConversation(request: ParsedRequest, receipt: Receipt): Conversation
  createEncoder(head: AnswerHead): AnswerEncoder
  /** A whole answer. `parts` are all of them, without an error part. */
  writeWhole(parts: readonly AnswerPart[], usage: AnswerUsage, head: AnswerHead): JsonRecord
  /** The body that tells the caller what a provider of another format said. */
  failureBody(failure: UpstreamFailure & { readonly status: number }, requestId: string): JsonRecord
}

export interface ParsedRequest {
  readonly head: RequestHead
  readonly body: JsonRecord
}

/** Writes one stream, in whole events of the caller's format. */
export interface AnswerEncoder {
  /** The events that the part makes. Empty if it makes none now. Never called with an error part. */
  write(part: AnswerPart): string
  /** The events that end the stream. To be called once, after the last part. */
  end(usage: AnswerUsage): string
}

/** The servers' side of a format. */
export interface ProviderTranslation {
  readonly capabilities: FormatCapabilities
  /** Each call of the conversation has an id of its own. */
  writeRequest(conversation: Conversation, target: TranslationTarget, receipt: Receipt): WrittenRequest
  /**
   * Whether the model is to be told its thinking again, with the results of the calls that it led to, although nothing seals
   * it. By default it is not.
   */
  wantsThoughtsBack?(target: TranslationTarget): boolean
  /** Reads one stream. */
  createDecoder(ids: MintIds): AnswerDecoder
  /** Reads a whole answer. One that is no answer gives an error part. */
  readWhole(answer: unknown, ids: MintIds): readonly AnswerPart[]
  /** Reads the body of a refusal. Undefined if it is none of the format. */
  readFailure(body: unknown): UpstreamFailure | undefined
}

export interface TranslationTarget {
  /** The provider's name for the model. */
  readonly model: string
  /** Whether the provider refuses members that tell its models their thinking again. By default it does not. */
  readonly refusesThoughts?: boolean | undefined
  /**
   * True if the caller's format has no marks for the prompt cache. A writer whose format has some then sets them where they
   * pay. By default they are the caller's.
   */
  readonly mayMarkCache?: boolean | undefined
  /** The context with which the model is to be loaded. Undefined if the server decides, or if it is nobody's own server. */
  readonly contextTokens?: number | undefined
}

/** A request of the provider's format. */
export interface WrittenRequest {
  /** The path and query where a client of the format would send it. Formats read the model or the wish to stream there. */
  readonly path: string
  readonly query: string
  readonly body: JsonRecord
  /** Headers that the body needs beside it, such as a beta's name. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Names of tools that had to be changed: the caller's name by the one that was sent. */
  readonly toolNames?: ReadonlyMap<string, string> | undefined
  /** The name of a tool that stands for the output format: the arguments of its call are the answer's text. */
  readonly answerTool?: string | undefined
}

/** Makes an id for a tool call of a provider that gives none. Letters and digits, unique. */
export type MintIds = () => string

export interface AnswerDecoder {
  /** The parts of one frame. `data` is its parsed JSON, or undefined if it has none. */
  read(data: unknown, event: string | undefined): readonly AnswerPart[]
  /** The parts that were waiting for the end. To be called once, when the stream ended as the format ends one. */
  end(): readonly AnswerPart[]
}
