import type { CallerTranslation, ProviderTranslation } from '../../chat/translation.ts'
import { localWords } from './caller-words.ts'
import { localChatCapabilities } from './capabilities.ts'
import { readConversation } from './read-conversation.ts'
import { createDecoder, readFailure, readWhole } from './read-parts.ts'
import { chatAnswers } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

export const callerTranslation: CallerTranslation = { words: localWords, readConversation, ...chatAnswers }

export const providerTranslation: ProviderTranslation = {
  capabilities: localChatCapabilities,
  writeRequest,
  // A server puts it before the calls that it led to, where the model's template has a place for it.
  wantsThoughtsBack: () => true,
  createDecoder,
  readWhole,
  readFailure,
}
