import type { JsonRecord } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, MediaSource, Part, ToolResultPart } from '../../chat/conversation.ts'
import { whyMissing } from '../../chat/media-source.ts'
import type { Receipt } from '../../chat/receipt.ts'

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
    case 'document': {
      const missing = whyMissing(part.source, ownFiles)
      if (missing === undefined) return [part.type === 'image' ? writeImage(part) : writeDocument(part)]
      receipt.lose(path, missing)
      return []
    }
    case 'audio':
      receipt.lose(path, 'The provider takes no sound.')
      return []
    default:
      receipt.drop(path, 'The provider has no such part in a message of this role.')
      return []
  }
}

function writeImage({ source, detail }: ImagePart): JsonRecord {
  return { type: 'input_image', detail: detail ?? 'auto', ...imageSource(source) }
}

function imageSource(source: MediaSource): JsonRecord {
  if (source.type === 'data') return { image_url: dataUrl(source) }
  return source.type === 'url' ? { image_url: source.url } : fileId(source)
}

function fileId(source: MediaSource): JsonRecord {
  return source.type === 'file' ? { file_id: source.id } : {}
}

/** With an address the provider takes no name: https://platform.openai.com/docs/guides/pdf-files */
function writeDocument({ source, name }: DocumentPart): JsonRecord {
  if (source.type === 'url') return { type: 'input_file', file_url: source.url }
  if (source.type !== 'data') return { type: 'input_file', ...fileId(source) }
  const filename = name === undefined || name === '' ? defaultName(source.mediaType) : name
  return { type: 'input_file', filename, file_data: dataUrl(source) }
}

function defaultName(mediaType: string): string {
  return mediaType === 'application/pdf' ? 'document.pdf' : 'document.txt'
}

function dataUrl({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): string {
  return `data:${mediaType};base64,${base64}`
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
