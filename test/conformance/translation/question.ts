// What is asked and what is answered, in no format: each client asks it in its own way, each upstream answers it in its own.

export interface Question {
  readonly system?: string
  readonly turns: readonly AskedTurn[]
  readonly tools?: readonly AskedTool[]
  /** A JSON Schema that the answer has to fit. */
  readonly schema?: object
  readonly stop?: readonly string[]
  readonly maxTokens?: number
  readonly reasons?: boolean
}

export type AskedTurn =
  | { readonly role: 'user'; readonly text: string; readonly pictureBase64?: string }
  | { readonly role: 'assistant'; readonly text?: string; readonly calls?: readonly Call[] }
  /** What the client itself made of an earlier answer, which goes back as it is. */
  | { readonly role: 'own'; readonly message: unknown }
  | { readonly role: 'results'; readonly results: readonly { readonly call: Call; readonly text: string }[] }

export interface AskedTool {
  readonly name: string
  readonly parameters: {
    readonly type: 'object'
    readonly properties: Record<string, object>
    readonly required: string[]
  }
}

export interface Call {
  readonly id: string
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What the model of an upstream says. */
export interface Said {
  readonly reasoning?: string
  readonly signature?: string
  /** In a stream, a piece for each. */
  readonly text?: readonly string[]
  readonly calls?: readonly Call[]
  /** What it says when it refuses, where the format tells that from text. */
  readonly refusal?: string
  /** The stop sequence that ended it. */
  readonly stoppedAt?: string
  readonly finish: 'stop' | 'length' | 'calls' | 'filtered'
}

/** Reported by every upstream for every answer. */
export const usage = { input: 20, output: 10 }

/** What a client made of an answer. Ids of calls are not compared where a format has none. */
export interface Got {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly Call[]
  /** Empty where the format does not tell it from text. */
  readonly refusal: string
  readonly finish: Said['finish']
  /** What the client's own helper reads from an answer by a schema. Undefined if it has none. */
  readonly parsed: unknown
  /** The answer as the next request gives it back: see `AskedTurn`. */
  readonly message: unknown
  readonly usage: { readonly input: number; readonly output: number }
}

/** What of a request arrived at an upstream. */
export interface Seen {
  readonly system: string
  /** Everything that a person or the model said, in order. */
  readonly texts: readonly string[]
  readonly pictures: readonly string[]
  readonly tools: readonly string[]
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
  readonly results: readonly string[]
  /** Every call has its result, by whatever the format pairs them. */
  readonly isPaired: boolean
  /** What only the provider can read, as it came back: signatures and encrypted reasoning. */
  readonly seals: readonly string[]
  readonly hasSchema: boolean
  readonly stop: readonly string[]
  readonly maxTokens: number | undefined
}
