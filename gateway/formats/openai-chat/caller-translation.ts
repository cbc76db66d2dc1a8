import type { CallerTranslation } from '../../chat/translation.ts'
import { chatWords } from './caller-words.ts'
import { failureBody } from './failure-body.ts'
import { readConversation } from './read-conversation.ts'
import { createChatEncoder, writeWhole } from './write-answer.ts'

/** What lets callers of chat completions use providers of other formats. */
export const openAiChatCallerTranslation: CallerTranslation = {
  words: chatWords,
  readConversation,
  createEncoder: createChatEncoder,
  writeWhole,
  failureBody,
}
