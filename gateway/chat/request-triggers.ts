// What a request may cause besides its own tokens: writes to caches, runs of tools, audio, parts of unknown length.

/** This is plain data, because large bodies are read in a worker. It stays small, however long the request is. */
export interface Triggers {
  /** How long input is to be kept in the provider's prompt cache: 0, 5 or 60 minutes. The longest time that is asked for. */
  readonly cacheMinutes: number
  readonly audioInput: boolean
  readonly audioOutput: boolean
  /** The tokens of a text that the answer is expected to repeat. The parts that it does not repeat are billed as output. */
  readonly predictedTokens: number
  /** The most tokens that the provider adds for its own tools. */
  readonly addedTokens: number
  /** The most uses of tools that run at the provider. After each use, the model makes another pass over the whole input. */
  readonly searches: number
  readonly fetches: number
  /** The most tokens that all fetches together add. */
  readonly fetchedTokens: number
  /** True if tools without a limit run between the passes. Then only the provider limits the number of passes. */
  readonly loops: boolean
  /** True if the provider may summarise the conversation before it goes on, in an additional pass. */
  readonly compaction: boolean
  /** True if there is a file whose number of tokens cannot be seen from the request's bytes. */
  readonly file: boolean
  /** True if there is a picture that is not contained in the request. */
  readonly pictureElsewhere: boolean
  /** The parts that have no bound. */
  readonly unbounded: readonly UnboundedPart[]
}

export const noTriggers: Triggers = {
  cacheMinutes: 0,
  audioInput: false,
  audioOutput: false,
  predictedTokens: 0,
  addedTokens: 0,
  searches: 0,
  fetches: 0,
  fetchedTokens: 0,
  loops: false,
  compaction: false,
  file: false,
  pictureElsewhere: false,
  unbounded: [],
}

/** The parts that may have no bound. Each has a sentence about what to do. */
export const unboundedParts = {
  'search-uses': '"web_search" has no "max_uses": give it one.',
  searches: 'a web search runs as often as the model likes: leave it out.',
  'fetch-uses': '"web_fetch" has no "max_uses": give it one.',
  'fetch-length': '"web_fetch" has no "max_content_tokens": give it one.',
  'code-execution': 'code that runs at the provider is billed by time: leave "code_execution" out.',
  'hosted-tool': 'a tool that runs at the provider has no bound known here: leave it out.',
  'own-tool':
    'what the provider tells the model of a tool of its own has no known length: give a function in its place.',
  'document-elsewhere': 'a document that is not in the request has no known length: send it as base64.',
  'audio-elsewhere': 'sound that is not in the request has no known length: send it as base64, or its words.',
  'conversation-elsewhere': 'a conversation that the provider keeps has no known length: send its messages.',
  'prompt-elsewhere': 'a prompt that the provider keeps has no known length: send its text.',
  'unknown-part': 'a part of a type that is not known here may be of any length: leave it out.',
  'other-modality': 'output other than text and sound has no known price: leave it out of "modalities".',
  'picture-output': 'a picture as the answer has no known price: leave "width", "height" and "steps" out.',
  'other-models': 'further models are named, which may cost more: leave "models" out.',
} as const

export type UnboundedPart = keyof typeof unboundedParts

export const unbounded = (part: UnboundedPart): Triggers => ({ ...noTriggers, unbounded: [part] })

/** Adds two triggers. If one of them is undefined or `noTriggers`, returns the other without making a new object. */
export function addTriggers(a: Triggers, b: Triggers | undefined): Triggers {
  if (b === undefined || b === noTriggers) return a
  if (a === noTriggers) return b
  const more = b.unbounded.filter(part => !a.unbounded.includes(part))
  return {
    cacheMinutes: Math.max(a.cacheMinutes, b.cacheMinutes),
    audioInput: a.audioInput || b.audioInput,
    audioOutput: a.audioOutput || b.audioOutput,
    predictedTokens: a.predictedTokens + b.predictedTokens,
    addedTokens: a.addedTokens + b.addedTokens,
    searches: a.searches + b.searches,
    fetches: a.fetches + b.fetches,
    fetchedTokens: a.fetchedTokens + b.fetchedTokens,
    loops: a.loops || b.loops,
    compaction: a.compaction || b.compaction,
    file: a.file || b.file,
    pictureElsewhere: a.pictureElsewhere || b.pictureElsewhere,
    unbounded: more.length === 0 ? a.unbounded : [...a.unbounded, ...more],
  }
}

export function sumTriggers<Each>(
  list: readonly Each[],
  triggersOf: (each: Each) => Triggers | undefined,
): Triggers {
  let total = noTriggers
  for (const each of list) total = addTriggers(total, triggersOf(each))
  return total
}
