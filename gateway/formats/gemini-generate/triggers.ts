// What a request for generated content may cause: https://ai.google.dev/api/generate-content

import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import {
  addTriggers,
  noTriggers,
  sumTriggers,
  type Triggers,
  unbounded,
} from '../../chat/request-triggers.ts'
import type { CountContext } from '../../tokens/request-layout.ts'
import { inBothSpellings, listOf, memberOf } from './members.ts'

type TriggersOf = (value: unknown, context: CountContext) => Triggers

const file: Triggers = { ...noTriggers, file: true }
const audioInput: Triggers = { ...noTriggers, audioInput: true }
const audioOutput: Triggers = { ...noTriggers, audioOutput: true }
/** A video has a sound track. */
const film: Triggers = { ...noTriggers, file: true, audioInput: true }
/** There is no limit to the number of searches: https://ai.google.dev/gemini-api/docs/google-search */
const search: Triggers = { ...noTriggers, searches: 1, unbounded: ['hosted-tool'] }

const rows: Readonly<Record<string, TriggersOf>> = {
  contents: contentTriggers,
  systemInstruction: contentTriggers,
  tools: tools => (Array.isArray(tools) ? sumTriggers(tools, toolTriggers) : toolTriggers(tools)),
  // The cached content is billed with every request: https://ai.google.dev/gemini-api/docs/caching
  cachedContent: () => unbounded('conversation-elsewhere'),
  continuationToken: () => unbounded('conversation-elsewhere'),
  generationConfig: generationTriggers,
}

/** By the name of a member of the body. If the member is a list, the function is called for each element. */
export const geminiGenerateTriggers = inBothSpellings(rows)

function contentTriggers(content: unknown, { model }: CountContext): Triggers {
  const parts = isRecord(content) ? content.parts : content
  const said = Array.isArray(parts) ? sumTriggers(parts, partTriggers) : partTriggers(parts)
  // These models generate pictures even if they are not asked to:
  // https://ai.google.dev/gemini-api/docs/image-generation
  return /-image\b/.test(model) ? addTriggers(said, unbounded('other-modality')) : said
}

/** Parts of which everything that counts is in the request. */
const countedParts = ['text', 'functionCall', 'executableCode', 'codeExecutionResult', 'toolCall'] as const

function partTriggers(part: unknown): Triggers {
  if (!isRecord(part)) return noTriggers
  const sent = memberOf(part, 'inlineData')
  const stored = memberOf(part, 'fileData')
  if (isRecord(stored)) return storedTriggers(stored)
  if (isRecord(sent)) return inlineTriggers(sent)
  const response = memberOf(part, 'functionResponse') ?? memberOf(part, 'toolResponse')
  if (isRecord(response)) return sumTriggers(listOf(response.parts), partTriggers)
  const isCounted = countedParts.some(name => memberOf(part, name) !== undefined)
  // The part has nothing but the signature of a thought, or nothing at all.
  const isSilent = Object.keys(part).every(name => /^thought/.test(name))
  return isCounted || isSilent ? noTriggers : unbounded('unknown-part')
}

export function mimeTypeOf(data: JsonRecord): string {
  return textOf(memberOf(data, 'mimeType')).toLowerCase()
}

/** https://ai.google.dev/gemini-api/docs/file-input-methods */
function storedTriggers(stored: JsonRecord): Triggers {
  return mimeTypeOf(stored).startsWith('audio/')
    ? addTriggers(audioInput, unbounded('audio-elsewhere'))
    : addTriggers(audioInput, unbounded('document-elsewhere'))
}

function inlineTriggers(sent: JsonRecord): Triggers {
  const type = mimeTypeOf(sent)
  if (type.startsWith('image/')) return noTriggers
  if (type.startsWith('audio/')) return audioInput
  return type.startsWith('video/') ? film : file
}

/** Tools that run at the provider have no limit. */
function toolTriggers(tool: unknown): Triggers {
  if (!isRecord(tool)) return noTriggers
  return sumTriggers(Object.entries(tool), ([name, value]) => {
    if (value === null || value === undefined || /^function_?declarations$/i.test(name)) return noTriggers
    return /^google_?search(_?retrieval)?$/i.test(name) ? search : unbounded('hosted-tool')
  })
}

/** https://ai.google.dev/api/generate-content#Modality */
function generationTriggers(config: unknown): Triggers {
  if (!isRecord(config)) return noTriggers
  const asked = memberOf(config, 'responseModalities')
  const kinds = Array.isArray(asked) ? asked.map(kind => String(kind).toUpperCase()) : []
  const spoken =
    kinds.includes('AUDIO') || memberOf(config, 'speechConfig') !== undefined ? audioOutput : noTriggers
  const isKnown = kinds.every(kind => kind === 'TEXT' || kind === 'AUDIO' || kind === 'MODALITY_UNSPECIFIED')
  return isKnown ? spoken : addTriggers(spoken, unbounded('other-modality'))
}
