// An answer as all formats share it: a provider's format reads it into these parts, a caller's format writes it from them. A
// whole answer is the same parts as a stream, longer ones.
import type { TokenCounts } from '../contract/chat.ts'
import type { Seal } from './conversation.ts'

/**
 * Parts come in the order in which the model made them. `choice` is the number of the answer, from 0, where several were
 * asked for. Text and thinking come in pieces; a piece of another kind ends what was open.
 */
export type AnswerPart =
  | { readonly type: 'text'; readonly choice: number; readonly text: string }
  /** A piece of what the model says as it refuses. */
  | { readonly type: 'refusal'; readonly choice: number; readonly text: string }
  /** A piece of shown thinking. */
  | { readonly type: 'reasoning'; readonly choice: number; readonly text: string }
  /** Ends the thinking before it, or stands for thinking that is not shown. */
  | { readonly type: 'reasoning-seal'; readonly choice: number; readonly seal: Seal }
  /** Begins a call. `call` numbers the calls of an answer, from 0. Calls may run side by side. */
  | {
      readonly type: 'tool-call'
      readonly choice: number
      readonly call: number
      readonly id: string
      readonly name: string
      readonly seal?: Seal | undefined
    }
  /** A piece of the arguments' JSON text. */
  | { readonly type: 'tool-arguments'; readonly choice: number; readonly call: number; readonly text: string }
  | { readonly type: 'tool-call-end'; readonly choice: number; readonly call: number }
  | { readonly type: 'citation'; readonly choice: number; readonly citation: Citation }
  /** Entries as in OpenAI's `logprobs.content`, where that exists on both sides. */
  | { readonly type: 'logprobs'; readonly choice: number; readonly entries: readonly unknown[] }
  | {
      readonly type: 'finish'
      readonly choice: number
      readonly reason: FinishReason
      /** The stop sequence that ended the answer, if the provider says it. */
      readonly stopSequence?: string | undefined
    }
  /** The provider failed after it had begun. Nothing comes after it. */
  | ({ readonly type: 'error' } & UpstreamFailure)

/**
 * Why a model stopped. `tool-calls` also where the provider says only that it stopped and there were calls; `length` and
 * `content-filter` come before that. A reason that is not known is an error part instead.
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter'

/** A source that the model cites. Offsets are characters of the choice's text so far. */
export interface Citation {
  readonly url?: string | undefined
  readonly title?: string | undefined
  readonly citedText?: string | undefined
  readonly start?: number | undefined
  readonly end?: number | undefined
}

/** What a provider says when it refuses or fails. */
export interface UpstreamFailure {
  readonly message: string
  /** The provider's own word for the kind of failure. */
  readonly kind?: string | undefined
  /** The HTTP status that fits. Undefined if the provider names none. */
  readonly status?: number | undefined
  /** How long the provider wants callers to wait, where its body says it. */
  readonly retryAfterSeconds?: number | undefined
  /** True if the body says that a limit of a whole day is used up. */
  readonly isOfDay?: boolean | undefined
}

/** What an encoder needs to know besides the parts. */
export interface AnswerHead {
  /** Letters and digits, unique. Formats put their own prefix before it. */
  readonly id: string
  /** The model as the caller named it. */
  readonly model: string
  readonly createdAtMs: number
  /** The gateway's count of the input, for formats that report it before the answer. */
  readonly inputTokens: number
  /** Whether the caller asked for usage, where the format makes that a choice. */
  readonly usageAsked: boolean
  /** The caller's request as JSON, for formats that repeat parts of it in the answer. */
  readonly request: unknown
}

/** The usage of an answer that is over. Undefined if nobody knows it. */
export type AnswerUsage = TokenCounts | undefined
