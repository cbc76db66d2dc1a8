// What the gateway and the model's process say to each other. The process is a child of Node or Electron's utility process,
// and the contract is the same for both.

/** A batch to embed. The process works on one batch at a time. */
export interface EmbedMessage {
  readonly type: 'embed'
  readonly batch: number
  readonly texts: readonly string[]
}

export type ProcessMessage =
  | { readonly type: 'ready' }
  /** The model could not be loaded. The process then ends. */
  | { readonly type: 'unusable'; readonly cause: 'missing' | 'failed'; readonly reason: string }
  /** The vectors of all texts, one after the other. */
  | { readonly type: 'embedded'; readonly batch: number; readonly vectors: Float32Array }
  /** The model threw an error. */
  | { readonly type: 'refused'; readonly batch: number; readonly reason: string }

/** The process as the gateway holds it. */
export interface EmbeddingProcess {
  readonly pid: number | undefined
  post(message: EmbedMessage): void
  /** Ends it at once, whatever it does. */
  kill(): void
}

export interface ProcessListeners {
  readonly onMessage: (message: ProcessMessage) => void
  /** Called when the process has ended, also if it could not be started. May be called more than once. */
  readonly onEnd: (how: string) => void
}

/** Starts the process. It loads the model by itself. May throw. */
export type StartEmbeddingProcess = (listeners: ProcessListeners) => EmbeddingProcess

/** Where the parts of the model's process are. */
export interface EmbeddingFiles {
  /** The process's entry, `embedding-process`. */
  readonly entryPath: string
  /** The folder of the model, with `config.json` in it. */
  readonly modelDir: string
}

/**
 * What the process needs of the environment: to find libraries and a folder for temporary files. It reads texts of strangers
 * with native code, so keys and passphrases that may stand in the environment are not given to it.
 */
export function processEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.entries(environment).filter(([name]) => passedOn.has(name.toUpperCase()))
  return Object.fromEntries(given) as Record<string, string>
}

const passedOn: ReadonlySet<string> = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'SYSTEMROOT',
  'TMPDIR',
  'TEMP',
  'TMP',
])
