import type { Format } from '../format.ts'
import { openAiChatCaller } from './caller.ts'
import { openAiChatProvider } from './provider.ts'

export const openAiChat: Format = { caller: openAiChatCaller, provider: openAiChatProvider }
