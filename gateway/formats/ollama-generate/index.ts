import type { Format } from '../format.ts'
import { ollamaGenerateCaller } from './caller.ts'
import { ollamaGenerateProvider } from './provider.ts'

export const ollamaGenerate: Format = { caller: ollamaGenerateCaller, provider: ollamaGenerateProvider }
