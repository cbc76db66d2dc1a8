import type { CallerTranslation, ProviderTranslation } from '../../chat/translation.ts'
import { failureBody, readFailure } from './failures.ts'
import { readConversation } from './read-conversation.ts'
import { createDecoder, readWhole } from './read-parts.ts'
import { createEncoder, writeWhole } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

export const messagesCallerTranslation: CallerTranslation = {
  readConversation,
  createEncoder,
  writeWhole,
  failureBody,
}

export const messagesProviderTranslation: ProviderTranslation = {
  writeRequest,
  createDecoder,
  readWhole,
  readFailure,
}
