import type { CallerTranslation } from '../../chat/translation.ts'
import { responsesWords } from './caller-words.ts'
import { readResponsesConversation } from './read-conversation.ts'
import { createResponsesEncoder, responsesFailureBody, writeWholeResponse } from './write-answer.ts'

export const responsesCallerTranslation: CallerTranslation = {
  words: responsesWords,
  readConversation: readResponsesConversation,
  createEncoder: createResponsesEncoder,
  writeWhole: writeWholeResponse,
  failureBody: responsesFailureBody,
}
