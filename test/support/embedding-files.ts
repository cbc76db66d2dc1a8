import { builtPlaces } from './built-program.ts'

/** The model's built process, with the real model. */
export const embeddingFiles = builtPlaces.embedding
