// Only the callers' side. Nothing is translated into this format, because its servers can chat too.

import type { CallerTranslation } from '../../chat/translation.ts'
import { localWords } from '../ollama-chat/caller-words.ts'
import { answersAs } from '../ollama-chat/write-answer.ts'
import { readConversation } from './read-conversation.ts'

export const callerTranslation: CallerTranslation = {
  words: localWords,
  readConversation,
  // `context` is the conversation as a model's token numbers, which are not known here. The client's types require it.
  ...answersAs(({ content, thinking }) => ({ response: content, ...(thinking ? { thinking } : {}) }), {
    context: [],
  }),
}
