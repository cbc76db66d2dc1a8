import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type {
  DocumentPart,
  ImagePart,
  Part,
  ReasoningPart,
  Seal,
  ToolResultPart,
} from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { FittedNames } from '../fitted-names.ts'
import { isMadeUp } from './call-ids.ts'
import { parseToWriteAgain } from './json-text.ts'
import { type ModelGeneration, takesPicturesInResults } from './model-generation.ts'
import { origin } from './wire-seal.ts'
import { writeMedia } from './write-media.ts'

export interface WritingContext {
  readonly generation: ModelGeneration
  readonly names: FittedNames
  readonly receipt: Receipt
}

type Call = Extract<Part, { type: 'tool-call' }>

/** Adds a part that is no call and no result to those of its turn. */
export function addPart(part: Part, path: string, parts: JsonRecord[], { receipt }: WritingContext): void {
  switch (part.type) {
    case 'refusal':
      receipt.change(path, 'A refusal is sent as text.')
      if (part.text !== '') parts.push({ text: part.text })
      return
    case 'text':
      if (part.text !== '') parts.push({ text: part.text })
      return
    case 'image':
    case 'document': {
      const media = mediaOf(part, path, receipt)
      if (media) parts.push(media)
      return
    }
    case 'audio':
      parts.push({ inlineData: { mimeType: `audio/${part.format}`, data: part.base64 } })
      return
    case 'reasoning':
      addReasoning(part, path, parts, receipt)
      return
    case 'tool-call':
    case 'tool-result':
      return
    default:
      part satisfies never
  }
}

function mediaOf(part: ImagePart | DocumentPart, path: string, receipt: Receipt): JsonRecord | undefined {
  const isImage = part.type === 'image'
  if (isImage && part.detail !== undefined && part.detail !== 'auto')
    receipt.drop(`${path}.detail`, 'The format cannot say it of one picture.')
  if (!isImage && part.name !== undefined)
    receipt.drop(`${path}.name`, 'The format has no names of documents.')
  return writeMedia(part.source, isImage ? 'image/*' : 'application/pdf', path, receipt)
}

/** A signature without a thought is that of the text before it. */
function addReasoning(
  { text, seal }: ReasoningPart,
  path: string,
  parts: JsonRecord[],
  receipt: Receipt,
): void {
  const signature = ownSignature(seal)
  if (signature === undefined) {
    receipt.change(path, 'Thinking that this provider did not sign is left out.')
    return
  }
  const last = parts.at(-1)
  if (text !== '') parts.push({ text, thought: true, thoughtSignature: signature })
  else if (last && typeof last.text === 'string' && last.thoughtSignature === undefined)
    parts[parts.length - 1] = { ...last, thoughtSignature: signature }
  else parts.push({ text: '', thoughtSignature: signature })
}

function ownSignature(seal: Seal | undefined): string | undefined {
  return seal?.origin === origin && seal.value !== '' ? seal.value : undefined
}

/** Whether the calls come from a model of the format, so that their ids are its own. */
export function areOwnCalls(calls: readonly Call[]): boolean {
  return calls.some(({ seal }) => ownSignature(seal) !== undefined)
}

export function writeCall(call: Call, areOwn: boolean, { names }: WritingContext): JsonRecord {
  const signature = ownSignature(call.seal)
  return {
    functionCall: {
      ...idOf(call.id, areOwn),
      name: names.of(call.name),
      args: argumentsOf(call.arguments),
    },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  }
}

/** Nothing but an object has a place: arguments that are none are told as what they are. */
function argumentsOf(text: string): JsonRecord {
  const args = parseToWriteAgain(text)
  if (isRecord(args)) return args
  return text.trim() === '' || args === null ? {} : { arguments: args ?? text }
}

export interface WrittenResult {
  readonly response: JsonRecord
  /** What stands beside it: pictures, which earlier models cannot read within it. */
  readonly beside: readonly JsonRecord[]
}

export function writeResult(
  call: Call,
  result: ToolResultPart,
  path: string,
  areOwn: boolean,
  { generation, names, receipt }: WritingContext,
): WrittenResult {
  const media = result.content.flatMap(part => {
    const written = part.type === 'text' ? undefined : mediaOf(part, path, receipt)
    return written ? [written] : []
  })
  const isWithin = takesPicturesInResults(generation) && media.length > 0
  if (!isWithin && media.length > 0) receipt.change(path, 'What is no text stands beside the result.')
  const functionResponse = {
    ...idOf(call.id, areOwn),
    name: names.of(call.name),
    response: responseOf(result),
    ...(isWithin ? { parts: media } : {}),
  }
  return { response: { functionResponse }, beside: isWithin ? [] : media }
}

function idOf(id: string, areOwn: boolean): JsonRecord {
  return areOwn && !isMadeUp(id) ? { id } : {}
}

/** https://ai.google.dev/api/caching#FunctionResponse */
function responseOf(result: ToolResultPart): JsonRecord {
  const text = textOfResult(result)
  if (result.isError) return { error: text }
  const value = /^\s*[{[]/.test(text) ? parseToWriteAgain(text) : undefined
  if (isRecord(value)) return value
  return { result: Array.isArray(value) ? value : text }
}

export function textOfResult({ content }: ToolResultPart): string {
  return content.map(part => (part.type === 'text' ? part.text : '')).join('')
}
