import type { Format } from '../format.ts'
import { openAiResponsesCaller } from './caller.ts'
import { openAiResponsesProvider } from './provider.ts'

export const openAiResponses: Format = { caller: openAiResponsesCaller, provider: openAiResponsesProvider }
