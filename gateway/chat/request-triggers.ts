// What a request may bring about besides the tokens that it holds: caches written, tools run, sound, unknown lengths.

/** Plain data, and small however long the request is: large bodies are read in a worker. */
export interface Triggers {
  /** How long input is to be kept in the provider's prompt cache: 0, 5 or 60 minutes, the longest that is asked for. */
  readonly cacheMinutes: number
  readonly audioInput: boolean
  readonly audioOutput: boolean
  /** Of a text that the answer is expected to repeat: what it does not repeat is billed as output. */
  readonly predictedTokens: number
  /** The most that the provider puts in for tools of its own design. */
  readonly addedTokens: number
  /** The most uses of tools that run at the provider. Each is followed by a pass more over the whole input. */
  readonly searches: number
  readonly fetches: number
  /** The most that all fetches together bring in. */
  readonly fetchedTokens: number
  /** What runs between passes has no bound of its own, so that the provider's bound on passes is the only one. */
  readonly loops: boolean
  /** The provider may sum up the conversation before it goes on, in a pass of its own. */
  readonly compaction: boolean
  /** A file, of which the request's bytes do not say how many tokens it is. */
  readonly file: boolean
  /** A picture that is not in the request. */
  readonly pictureElsewhere: boolean
  /** What nothing bounds. */
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

/** What nothing bounds, with what would. */
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
  'other-models': 'further models are named, which may cost more: leave "models" out.',
} as const

export type UnboundedPart = keyof typeof unboundedParts

export const unbounded = (part: UnboundedPart): Triggers => ({ ...noTriggers, unbounded: [part] })

/** Both together. Undefined and `noTriggers` add nothing, and cost nothing. */
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
