import type { CallerTranslation, ProviderTranslation } from '../../chat/translation.ts'
import { messagesWords } from './caller-words.ts'
import { messagesCapabilities } from './capabilities.ts'
import { failureBody, readFailure } from './failures.ts'
import { readConversation } from './read-conversation.ts'
import { createDecoder, readWhole } from './read-parts.ts'
import { createEncoder, writeWhole } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

export const messagesCallerTranslation: CallerTranslation = {
  words: messagesWords,
  readConversation,
  createEncoder,
  writeWhole,
  failureBody,
}

export const messagesProviderTranslation: ProviderTranslation = {
  capabilities: messagesCapabilities,
  writeRequest,
  createDecoder,
  readWhole,
  readFailure,
}
