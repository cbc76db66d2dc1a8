// A request as all formats share it: what a format reads it into, and what another one writes it from. Wire formats differ in
// names and shapes; what they can say is here once. Plain data.

/** How a provider is asked for an answer, whatever its format. What is undefined was not said. */
export interface Conversation {
  readonly stream: boolean
  /** In the order in which they were said. Instructions of the developer stand where the caller put them. */
  readonly turns: readonly Turn[]
  readonly tools: readonly ToolDefinition[]
  readonly toolChoice?: ToolChoice | undefined
  /** False if the model may call only one tool at a time. */
  readonly parallelToolCalls?: boolean | undefined
  /** The most tokens of one answer. */
  readonly maxOutputTokens?: number | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
  readonly frequencyPenalty?: number | undefined
  readonly presencePenalty?: number | undefined
  readonly stopSequences?: readonly string[] | undefined
  readonly seed?: number | undefined
  /** How many answers are asked for. */
  readonly choices?: number | undefined
  /** How many alternatives of each token are asked for. 0 asks for the chosen tokens' own probabilities alone. */
  readonly topLogprobs?: number | undefined
  readonly outputFormat?: OutputFormat | undefined
  /** How much is said: `low`, `medium` or `high`. */
  readonly verbosity?: string | undefined
  readonly reasoning?: ReasoningWish | undefined
  /** `default`, `flex`, `priority` or another word of the caller's format. */
  readonly serviceTier?: string | undefined
  /** An identifier of the person behind the request, for the provider's watch over abuse. */
  readonly user?: string | undefined
  /** A key under which the provider may find the prompt's cache. */
  readonly promptCacheKey?: string | undefined
}

export interface Turn {
  /** `tool` turns have only results of tools. Results and text of one message of a user are two turns, the results first. */
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  /** Who speaks, where several people or models have the same role. */
  readonly name?: string | undefined
  readonly parts: readonly Part[]
}

export type Part =
  | TextPart
  | ImagePart
  | DocumentPart
  | AudioPart
  | ToolCallPart
  | ToolResultPart
  | ReasoningPart
  | RefusalPart

export interface TextPart extends Cacheable {
  readonly type: 'text'
  readonly text: string
}

export interface ImagePart extends Cacheable {
  readonly type: 'image'
  readonly source: MediaSource
  /** `low`, `high` or `auto`. */
  readonly detail?: string | undefined
}

/** A PDF, or plain text that was sent as a file. */
export interface DocumentPart extends Cacheable {
  readonly type: 'document'
  readonly source: MediaSource
  readonly name?: string | undefined
}

export interface AudioPart {
  readonly type: 'audio'
  readonly base64: string
  /** `wav`, `mp3` or another one, as in the second half of a media type. */
  readonly format: string
}

export interface ToolCallPart extends Cacheable {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** The arguments as the text of a JSON object, exactly as the model wrote them. */
  readonly arguments: string
  readonly seal?: Seal | undefined
}

export interface ToolResultPart extends Cacheable {
  readonly type: 'tool-result'
  readonly callId: string
  /** The name of the tool. Readers find it by the call's id where the wire does not say it. */
  readonly name?: string | undefined
  readonly content: readonly (TextPart | ImagePart | DocumentPart)[]
  readonly isError: boolean
}

/** What the model thought. Its text is empty if only the seal was given. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly seal?: Seal | undefined
}

/** What the model said when it refused to answer. */
export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
}

/**
 * What only the provider that made it can read: a signature of thinking, encrypted reasoning, redacted thinking. It is given
 * back unchanged to providers of the same origin and to no others.
 */
export interface Seal {
  /** The name of the wire format that it came in. */
  readonly origin: string
  readonly value: string
  /** The id of the item that it seals, where the format has one. */
  readonly id?: string | undefined
  /** True if the value stands in place of thinking that was not shown. */
  readonly isRedacted?: boolean | undefined
}

export type MediaSource =
  | { readonly type: 'data'; readonly mediaType: string; readonly base64: string }
  | { readonly type: 'url'; readonly url: string; readonly mediaType?: string | undefined }
  /** A file that was uploaded to a provider of the format `origin`, which no other provider has. */
  | {
      readonly type: 'file'
      readonly id: string
      readonly origin: string
      readonly mediaType?: string | undefined
    }
  /** It could not be fetched from the address where the caller said that it is. `reason` is a sentence for a person. */
  | { readonly type: 'unavailable'; readonly reason: string }

export interface Cacheable {
  /** The prompt up to and including this part is to be kept in the provider's cache. */
  readonly cache?: CacheMark | undefined
}

export interface CacheMark {
  readonly lifetime: '5m' | '1h'
}

export interface ToolDefinition extends Cacheable {
  readonly name: string
  readonly description?: string | undefined
  /** The JSON Schema of the arguments. */
  readonly parameters: unknown
  /** True if the model must keep to the schema exactly. */
  readonly strict?: boolean | undefined
}

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'tool'; readonly name: string }

export type OutputFormat =
  /** Any JSON. */
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema'
      readonly schema: unknown
      readonly name?: string | undefined
      readonly description?: string | undefined
      readonly strict?: boolean | undefined
    }

export interface ReasoningWish {
  /** `none` turns reasoning off. */
  readonly effort?: ReasoningEffort | undefined
  /** The most tokens of thinking, counted within the most tokens of the answer. */
  readonly budgetTokens?: number | undefined
  /** Whether the caller wants to see the thoughts, or a summary of them. */
  readonly isShown?: boolean | undefined
}

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
