import type { Format } from '../format.ts'
import { geminiGenerateCaller } from './caller.ts'
import { geminiGenerateProvider } from './provider.ts'

export const geminiGenerate: Format = { caller: geminiGenerateCaller, provider: geminiGenerateProvider }
