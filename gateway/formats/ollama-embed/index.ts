import type { Format } from '../format.ts'
import { ollamaEmbedCaller } from './caller.ts'
import { ollamaEmbedProvider } from './provider.ts'

export const ollamaEmbed: Format = { caller: ollamaEmbedCaller, provider: ollamaEmbedProvider }
