// What is known of a kind of server that people run on their own machine: where it listens, how it is told from others, and
// what it says of its models. Pure: no network, clock or state.

import type { WireFormat } from '../formats/index.ts'

/** Part of a `ProviderAdapter`. None of the questions here makes a server load a model. */
export interface LocalKind {
  /** The page that says how to install it. */
  readonly installPageUrl: string
  /** Where it listens according to environment variables of its own. Undefined if they say nothing. */
  addressIn?(environment: NodeJS.ProcessEnv): string | undefined
  /**
   * The context with which models are loaded if a request does not say, according to environment variables of its own.
   * Undefined if they say nothing.
   */
  contextTokensIn?(environment: NodeJS.ProcessEnv): number | undefined
  /** The same, according to its documentation. Undefined if it depends on the model alone. */
  readonly usualContextTokens?: number
  /** True if a translated request says with which context the model is to be loaded. */
  readonly isToldContext?: boolean
  /** Formats that the server speaks and in which a request cannot say that, because they have no word for it. */
  readonly formatsWithoutContext?: readonly WireFormat[]
  /** The first question, and the only one that is put to a server that may be somebody else's. */
  readonly identify: {
    /** Asked with GET, from the root of the server, without a key. */
    readonly path: string
    isOne(answer: unknown): boolean
  }
  /** Asked with GET after that. */
  readonly paths: readonly string[]
  /**
   * Reads the answer to `identify` and those to `paths`, in their order. An answer is undefined if it was not JSON or not of
   * status 200. Undefined if the server is not one of the kind after all.
   */
  read(identity: unknown, answers: readonly unknown[]): LocalReading | undefined
  /** One more question for each model. It is put again only when the model's `revision` changes. */
  readonly details?: {
    /** Posted to this path. */
    readonly path: string
    body(model: string): object
    /** Undefined if the answer says nothing of a model. */
    read(answer: unknown): LocalDetails | undefined
  }
  /** Installs a model. Undefined if the server cannot be asked for that. */
  readonly pull?: {
    /** Posted to this path. The answer is lines of JSON. */
    readonly path: string
    body(model: string): object
    read(line: unknown): PullStep
  }
  /** How many requests it works on at once if it does not say. */
  readonly usualSlots: number
  /** True if a request for another model would end those that run. */
  readonly runsOneModel?: boolean
}

export interface LocalReading {
  readonly version: string | undefined
  /** How many requests the server works on at once, if it says so. */
  readonly slots: number | undefined
  readonly models: readonly LocalModel[]
}

/** A model that is installed on a server of one's own. Undefined means unknown. */
export interface LocalModel {
  /** The name to ask for. */
  readonly name: string
  /** Changes when the model does. */
  readonly revision: string | undefined
  readonly sizeBytes: number | undefined
  /** In the server's words: '8.0B'. */
  readonly parameterSize: string | undefined
  /** In the server's words: 'Q4_K_M'. */
  readonly quantization: string | undefined
  /** The context that the model was made for. */
  readonly contextTokens: number | undefined
  /** The context that its own settings ask for. */
  readonly configuredContextTokens: number | undefined
  /** The context that it has now. Undefined if it is not loaded. */
  readonly loadedContextTokens: number | undefined
  /** Undefined if the server does not say, which means neither yes nor no. */
  readonly capabilities: ReadonlySet<LocalCapability> | undefined
  readonly isLoaded: boolean
  /** True if the server passes requests for it on to somebody else's machine. */
  readonly isRemote: boolean
}

/** What the question about one model tells, beside the list of all. */
export type LocalDetails = Pick<
  LocalModel,
  'contextTokens' | 'configuredContextTokens' | 'capabilities' | 'isRemote'
>

export const localCapabilities = ['completion', 'tools', 'vision', 'thinking', 'embedding'] as const
export type LocalCapability = (typeof localCapabilities)[number]

/** What one line of a pull says. */
export type PullStep =
  | { readonly type: 'progress'; readonly status: string; readonly layer: PullLayer | undefined }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }
  /** It says nothing that is understood. */
  | { readonly type: 'unknown' }

/** One of the files that a model consists of. */
export interface PullLayer {
  readonly digest: string
  readonly completedBytes: number
  readonly totalBytes: number
}

/** A model of which nothing but its name is known. */
export function namedModel(name: string): LocalModel {
  return {
    name,
    revision: undefined,
    sizeBytes: undefined,
    parameterSize: undefined,
    quantization: undefined,
    contextTokens: undefined,
    configuredContextTokens: undefined,
    loadedContextTokens: undefined,
    capabilities: undefined,
    isLoaded: false,
    isRemote: false,
  }
}
