// https://docs.ollama.com/api/generate
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { CacheFacts } from '../../chat/cache-facts.ts'
import { isFilled } from '../cache-refusals.ts'
import { localChatCacheFacts } from '../ollama-chat/cache-facts.ts'
import { createLineAssembler } from '../ollama-chat/line-assembler.ts'

/** A conversation goes on by its `context`, which the caller sends: it is part of the key, as everything else is. */
export const localPromptCacheFacts: CacheFacts = {
  ...localChatCacheFacts,
  readTurns: ({ images }) => ({
    tools: 'none',
    isStored: false,
    hasMedia: isFilled(images),
    question: ['prompt'],
  }),

  createAssembler: () => createLineAssembler(saidIn, said => said),
  readWhole: ({ response: content, thinking, ...rest }) =>
    localChatCacheFacts.readWhole({ ...rest, message: { role: 'assistant', content, thinking } }),
}

function saidIn({ response, thinking }: JsonRecord): JsonRecord {
  return { response, ...(thinking === undefined ? {} : { thinking }) }
}
