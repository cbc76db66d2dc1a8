import type { Format } from '../format.ts'
import { geminiEmbedCaller } from './caller.ts'
import { geminiEmbedProvider } from './provider.ts'

export const geminiEmbed: Format = { caller: geminiEmbedCaller, provider: geminiEmbedProvider }
