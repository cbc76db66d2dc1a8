import type { Format } from '../format.ts'
import { ollamaChatCaller } from './caller.ts'
import { ollamaChatProvider } from './provider.ts'

export const ollamaChat: Format = { caller: ollamaChatCaller, provider: ollamaChatProvider }
