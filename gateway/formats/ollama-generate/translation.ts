// Servers that answer prompts chat too, so that nothing is translated into this format, only from it.

import type { CallerTranslation } from '../../chat/translation.ts'
import { answersAs } from '../ollama-chat/write-answer.ts'
import { readConversation } from './read-conversation.ts'

export const callerTranslation: CallerTranslation = {
  readConversation,
  // Tokens of the conversation in the model's own numbers, which nobody else has; its clients' types want the list.
  ...answersAs(({ content, thinking }) => ({ response: content, ...(thinking ? { thinking } : {}) }), {
    context: [],
  }),
}
