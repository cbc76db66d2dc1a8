import type { EmbedderState } from '../contract/embedder-state.ts'

/** The length of a vector. */
export const embeddingDimensions = 384

/** Of a text, these first UTF-16 code units are embedded, and of them the model reads 256 word pieces. */
export const embeddedCharacters = 2000

/** How long a request waits for its question's vector. Without it, the request is asked of a provider as usual. */
export const usualDeadlineMs = 50

/**
 * Turns texts into vectors of `embeddingDimensions` numbers, whose length is 1, so that the cosine of two is their dot
 * product. Undefined stands for no vector: too slow, too busy, crashed, missing or closed. Nothing rejects.
 */
export interface Embedder {
  /** For a request that waits. Is asked before any background work, and starts the process if it does not run. */
  embed(text: string, options: { readonly deadlineMs: number }): Promise<Float32Array | undefined>
  /** For background work, without a deadline. A request waits for one of these texts at most. */
  embedMany(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]>
  state(): EmbedderState
  /** Ends the process. Who still waits gets undefined. */
  close(): Promise<void>
}
