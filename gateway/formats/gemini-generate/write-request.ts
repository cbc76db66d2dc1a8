import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget, WrittenRequest } from '../../chat/translation.ts'
import { dropUnsayable } from '../../chat/unsayable.ts'
import { FittedNames } from '../fitted-names.ts'
import { generatedContentCapabilities } from './capabilities.ts'
import { generationOf } from './model-generation.ts'
import { writeContents } from './write-contents.ts'
import { formatInWords, isInPrompt, writeGeneration } from './write-generation.ts'
import { writeTools } from './write-tools.ts'

// https://ai.google.dev/api/caching#FunctionDeclaration
const allowedName = /^[A-Za-z_][\w.:-]{0,63}$/
const foreignToNames = /[^\w.:-]/g

/** `streamQuery`: how a stream of the format is asked for. https://ai.google.dev/api/generate-content#request-body */
export function writeRequest(
  conversation: Conversation,
  target: TranslationTarget,
  receipt: Receipt,
  streamQuery = 'alt=sse',
): WrittenRequest {
  const model = target.model.replace(/^models\//, '')
  const generation = generationOf(model)
  const names = new FittedNames(allowedName, foreignToNames)
  const { system, contents } = writeContents(conversation.turns, { generation, names, receipt })
  const instructions = withFormat(system, conversation, isInPrompt(conversation, generation), receipt)
  dropUnsayable(conversation, generatedContentCapabilities, receipt)
  const { stream } = conversation
  return {
    path: `/v1beta/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent' : 'generateContent'}`,
    query: stream ? streamQuery : '',
    body: {
      ...(instructions.length === 0 ? {} : { systemInstruction: { parts: instructions } }),
      contents,
      ...writeTools(conversation, generation, names, receipt),
      ...writeGeneration(conversation, generation, receipt),
      ...tierOf(conversation.serviceTier, receipt),
    },
    toolNames: names.changed.size === 0 ? undefined : names.changed,
  }
}

function withFormat(
  system: readonly JsonRecord[],
  { outputFormat }: Conversation,
  isInWords: boolean,
  receipt: Receipt,
): readonly JsonRecord[] {
  return isInWords && outputFormat ? [...system, { text: formatInWords(outputFormat, receipt) }] : system
}

/** https://ai.google.dev/gemini-api/docs/flex-inference */
function tierOf(tier: string | undefined, receipt: Receipt): JsonRecord {
  switch (tier) {
    case undefined:
    case 'default':
    case 'auto':
      return {}
    case 'flex':
    case 'priority':
      return { serviceTier: tier }
    default:
      receipt.drop('service_tier', 'The format has "flex" and "priority".')
      return {}
  }
}
