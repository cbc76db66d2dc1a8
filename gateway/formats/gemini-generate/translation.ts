import { encodeSseEvent } from '../../bytes/sse.ts'
import type { CallerTranslation, ProviderTranslation } from '../../chat/translation.ts'
import { generatedContentWords } from './caller-words.ts'
import { generatedContentCapabilities } from './capabilities.ts'
import { readConversation } from './read-conversation.ts'
import { readFailure } from './read-failure.ts'
import { createDecoder, readWhole } from './read-parts.ts'
import { type ChunkFraming, createEncoder, failureBody, writeWhole } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

const asEvents: ChunkFraming = { frame: chunk => encodeSseEvent(undefined, chunk), close: '' }

/** Chunks are elements of one array, with the comma before them. */
const asArray: ChunkFraming = { frame: (chunk, isFirst) => `${isFirst ? '[' : ',\n'}${chunk}`, close: '\n]' }

const shared = { words: generatedContentWords, readConversation, writeWhole, failureBody }

export const callerOfEvents: CallerTranslation = {
  ...shared,
  createEncoder: head => createEncoder(head, asEvents),
}

export const callerOfArray: CallerTranslation = {
  ...shared,
  createEncoder: head => createEncoder(head, asArray),
}

/** Both framings hold the same chunks. */
export const providerOfEvents: ProviderTranslation = {
  capabilities: generatedContentCapabilities,
  writeRequest,
  createDecoder,
  readWhole,
  readFailure,
}

export const providerOfArray: ProviderTranslation = {
  ...providerOfEvents,
  writeRequest: (conversation, target, receipt) => writeRequest(conversation, target, receipt, ''),
}
