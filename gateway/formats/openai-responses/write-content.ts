import type { JsonRecord } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, MediaSource, Part, ToolResultPart } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'

/** Files of one account, whichever of its formats they were named in. */
const ownFiles: ReadonlySet<string> = new Set(['openai-responses', 'openai-chat'])

/** What a user or a developer says. */
export function writeContent(parts: readonly Part[], path: string, receipt: Receipt): string | JsonRecord[] {
  const [first, ...others] = parts
  if (first?.type === 'text' && others.length === 0) return first.text
  return parts.flatMap((part, index) => writePart(part, `${path}[${index}]`, receipt))
}

function writePart(part: Part, path: string, receipt: Receipt): readonly JsonRecord[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'input_text', text: part.text }]
    case 'refusal':
      return [{ type: 'input_text', text: part.text }]
    case 'image':
      return [writeImage(part, path)]
    case 'document':
      return [writeDocument(part, path)]
    case 'audio':
      // Without it, the model would answer something else.
      throw invalid(`"${path}" is sound, which the model's provider does not take.`)
    default:
      receipt.drop(path, 'The provider has no such part in a message of this role.')
      return []
  }
}

function writeImage({ source, detail }: ImagePart, path: string): JsonRecord {
  return { type: 'input_image', detail: detail ?? 'auto', ...imageSource(source, path) }
}

function imageSource(source: MediaSource, path: string): JsonRecord {
  if (source.type === 'data') return { image_url: dataUrl(source) }
  return source.type === 'url' ? { image_url: source.url } : { file_id: ownFile(source, path) }
}

/** With an address the provider takes no name: https://platform.openai.com/docs/guides/pdf-files */
function writeDocument({ source, name }: DocumentPart, path: string): JsonRecord {
  if (source.type === 'url') return { type: 'input_file', file_url: source.url }
  if (source.type === 'file') return { type: 'input_file', file_id: ownFile(source, path) }
  const filename = name === undefined || name === '' ? defaultName(source.mediaType) : name
  return { type: 'input_file', filename, file_data: dataUrl(source) }
}

function defaultName(mediaType: string): string {
  return mediaType === 'application/pdf' ? 'document.pdf' : 'document.txt'
}

function dataUrl({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): string {
  return `data:${mediaType};base64,${base64}`
}

function ownFile({ id, origin }: { readonly id: string; readonly origin: string }, path: string): string {
  if (ownFiles.has(origin)) return id
  throw invalid(`"${path}" is a file that only another provider has: send what is in it.`)
}

/** The format does not tell failures from results, so that the text has to. */
export function writeOutput(
  { content, isError }: ToolResultPart,
  path: string,
  receipt: Receipt,
): string | JsonRecord[] {
  if (isError) receipt.change(path, 'That the tool failed is said in the text of its result.')
  const prefix = isError && !/^\W*error/i.test(textIn(content)) ? 'Error: ' : ''
  if (content.every(part => part.type === 'text')) {
    const [first, ...others] = content
    if (first === undefined || others.length === 0) return prefix + (first?.text ?? '')
  }
  const parts = content.flatMap((part, index) => writePart(part, `${path}.content[${index}]`, receipt))
  return prefix === '' ? parts : [{ type: 'input_text', text: prefix }, ...parts]
}

export function textIn(content: readonly Part[]): string {
  return content.map(part => (part.type === 'text' ? part.text : '')).join('')
}
