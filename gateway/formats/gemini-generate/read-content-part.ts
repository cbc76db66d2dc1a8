// https://ai.google.dev/api/caching#Part
import { isRecord } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, Part, TextPart, ToolResultPart } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { jsonText } from './json-text.ts'
import { readInline, readStored } from './read-media.ts'
import { joined, Members } from './read-members.ts'
import { sealOf } from './wire-seal.ts'

/** Finds the ids of calls that the caller does not name. */
export interface CallPairs {
  idOfCall(name: string, id: string | undefined): string
  idOfResponse(name: string, id: string | undefined): string
}

export function readContentPart(
  value: unknown,
  path: string,
  pairs: CallPairs,
  receipt: Receipt,
): readonly Part[] {
  const members = new Members(value, path)
  const parts = readKind(members, pairs, receipt)
  const signature = members.text('thoughtSignature')
  for (const left of members.left()) receipt.drop(left, reasonFor(left))
  return signature === undefined || signature === '' ? parts : sealed(parts, signature)
}

function readKind(members: Members, pairs: CallPairs, receipt: Receipt): readonly Part[] {
  const isThought = members.flag('thought') === true
  const text = members.text('text')
  if (text !== undefined && text !== '') return [{ type: isThought ? 'reasoning' : 'text', text }]
  const inline = members.take('inlineData')
  const stored = members.take('fileData')
  const media =
    inline !== undefined
      ? readInline(inline, joined(members.path, 'inlineData'), receipt)
      : stored !== undefined
        ? readStored(stored, joined(members.path, 'fileData'), receipt)
        : undefined
  if (media) return [media.type === 'image' ? withDetail(media, members, receipt) : media]
  const call = members.within('functionCall')
  if (call) return [readCall(call, pairs, receipt)]
  const response = members.within('functionResponse')
  return response ? [readResponse(response, pairs, receipt)] : []
}

/** https://ai.google.dev/gemini-api/docs/media-resolution */
function withDetail(image: ImagePart, members: Members, receipt: Receipt): ImagePart {
  const level = members.within('mediaResolution')?.text('level')?.toLowerCase() ?? 'unspecified'
  if (level.endsWith('_low')) return { ...image, detail: 'low' }
  if (level.endsWith('_high')) return { ...image, detail: 'high' }
  if (!level.endsWith('unspecified'))
    receipt.drop(`${members.path}.mediaResolution`, 'Other formats have a low and a high one.')
  return image
}

function readCall(call: Members, pairs: CallPairs, receipt: Receipt): Part {
  const name = call.text('name') ?? ''
  const args = call.record('args') ?? {}
  const id = pairs.idOfCall(name, call.text('id'))
  for (const left of call.left()) receipt.drop(left, 'Other formats have no place for it.')
  const written = jsonText(args)
  if (written === undefined) throw invalid(`"${call.path}.args" is nested too deep.`)
  return { type: 'tool-call', id, name, arguments: written }
}

function readResponse(response: Members, pairs: CallPairs, receipt: Receipt): ToolResultPart {
  const name = response.text('name') ?? ''
  const callId = pairs.idOfResponse(name, response.text('id'))
  const { text, isError } = outputOf(response.record('response') ?? {})
  const seen = (response.list('parts') ?? []).flatMap((part, index) =>
    readSeen(part, `${response.path}.parts[${index}]`, receipt),
  )
  if (response.flag('willContinue') === true)
    receipt.drop(`${response.path}.willContinue`, 'Other formats take one response of a call.')
  for (const left of response.left()) receipt.drop(left, 'Other formats have no place for it.')
  const said: TextPart[] = text === '' && seen.length > 0 ? [] : [{ type: 'text', text }]
  return { type: 'tool-result', callId, name, content: [...said, ...seen], isError }
}

/**
 * `output` and `error` are the members that the format names, and `result` is what most clients write. An object with more
 * than one of them is the output itself.
 */
function outputOf(response: object): { readonly text: string; readonly isError: boolean } {
  const [first, ...others] = Object.entries(response)
  if (first && others.length === 0) {
    const [name, value] = first
    if (name === 'error') return { text: asText(value), isError: true }
    if (name === 'output' || name === 'result') return { text: asText(value), isError: false }
  }
  return { text: asText(response), isError: false }
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  const text = jsonText(value)
  if (text === undefined) throw invalid('a response of a function is nested too deep.')
  return text
}

function readSeen(part: unknown, path: string, receipt: Receipt): readonly (ImagePart | DocumentPart)[] {
  const members = new Members(part, path)
  const inline = members.take('inlineData')
  const stored = members.take('fileData')
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  const media = isRecord(inline)
    ? readInline(inline, joined(path, 'inlineData'), receipt)
    : isRecord(stored)
      ? readStored(stored, joined(path, 'fileData'), receipt)
      : undefined
  if (media?.type !== 'audio') return media ? [media] : []
  receipt.lose(path, 'Other formats take no sound as the result of a tool.')
  return []
}

/** A signature stands at the part that it is of. That of a text stands behind it, as thinking that is not shown. */
function sealed(parts: readonly Part[], signature: string): readonly Part[] {
  const seal = sealOf(signature)
  const [part] = parts
  if (part?.type === 'tool-call' || part?.type === 'reasoning') return [{ ...part, seal }]
  return [...parts, { type: 'reasoning', text: '', seal }]
}

function reasonFor(path: string): string {
  return /\.(?:executableCode|codeExecutionResult|toolCall|toolResponse)$/.test(path)
    ? 'It is of a tool that runs at its own provider only.'
    : 'Other formats have no place for it.'
}
