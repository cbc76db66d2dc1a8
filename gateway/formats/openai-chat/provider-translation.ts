import type { ProviderTranslation } from '../../chat/translation.ts'
import { chatCapabilities } from './capabilities.ts'
import { wantsThoughtsBack } from './model-kinds.ts'
import { readFailure } from './read-failure.ts'
import { createChatDecoder, readWhole } from './read-parts.ts'
import { writeRequest } from './write-request.ts'

/** What lets callers of other formats use providers of chat completions. */
export const openAiChatProviderTranslation: ProviderTranslation = {
  capabilities: chatCapabilities,
  writeRequest,
  wantsThoughtsBack,
  createDecoder: createChatDecoder,
  readWhole,
  readFailure,
}
