import type { CallerTranslation } from '../../chat/translation.ts'
import { readResponsesConversation } from './read-conversation.ts'
import { createResponsesEncoder, responsesFailureBody, writeWholeResponse } from './write-answer.ts'

export const responsesCallerTranslation: CallerTranslation = {
  readConversation: readResponsesConversation,
  createEncoder: createResponsesEncoder,
  writeWhole: writeWholeResponse,
  failureBody: responsesFailureBody,
}
