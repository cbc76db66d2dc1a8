import type { JsonRecord } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, MediaSource, Part } from '../../chat/conversation.ts'
import { foreignFile } from '../../chat/media-source.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { PlacedPart } from './paired-turns.ts'
import { formatName } from './thought-details.ts'

/** What a user says: one text, or a list of parts if there is more than text. */
export function contentOf(parts: readonly PlacedPart[], receipt: Receipt): unknown {
  const written: JsonRecord[] = []
  for (const { part, path } of parts) {
    noteCacheMark(part, path, receipt)
    const sent = writePart(part, path, receipt)
    if (sent) written.push(sent)
  }
  const texts = written.flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
  return texts.length === written.length ? joinTexts(texts) : written
}

export function joinTexts(texts: readonly string[]): string {
  return texts.join('\n\n')
}

/** Undefined if it is left out. */
export function writePart(part: Part, path: string, receipt: Receipt): JsonRecord | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text }
    case 'image':
      return writeImage(part, path, receipt)
    case 'document':
      return writeDocument(part, path, receipt)
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.base64, format: soundOf(part.format) } }
    default:
      receipt.leaveOut(part, path, 'A message of a user cannot hold this.')
      return undefined
  }
}

function writeImage({ source, detail }: ImagePart, path: string, receipt: Receipt): JsonRecord | undefined {
  if (source.type === 'file' || source.type === 'unavailable') {
    receipt.lose(path, source.type === 'file' ? foreignFile : source.reason)
    return undefined
  }
  const url = source.type === 'url' ? source.url : dataUri(source)
  return { type: 'image_url', image_url: { url, ...(detail !== undefined && { detail }) } }
}

/** https://platform.openai.com/docs/guides/pdf-files?api-mode=chat: a name has to be there. */
function writeDocument(
  { source, name }: DocumentPart,
  path: string,
  receipt: Receipt,
): JsonRecord | undefined {
  if (source.type === 'url') {
    receipt.lose(path, 'The provider takes no documents by their address.')
    return undefined
  }
  if (source.type === 'file') {
    if (source.origin === formatName) return { type: 'file', file: { file_id: source.id } }
    receipt.lose(path, foreignFile)
    return undefined
  }
  if (source.type === 'unavailable') {
    receipt.lose(path, source.reason)
    return undefined
  }
  if (source.mediaType.startsWith('text/')) {
    receipt.change(path, 'The document is sent as text.')
    const text = Buffer.from(source.base64, 'base64').toString('utf8')
    return { type: 'text', text: name === undefined ? text : `${name}:\n${text}` }
  }
  return { type: 'file', file: { filename: name ?? 'document.pdf', file_data: dataUri(source) } }
}

function dataUri({ mediaType, base64 }: Extract<MediaSource, { readonly type: 'data' }>): string {
  return `data:${mediaType};base64,${base64}`
}

/** The format's two words for what media types call by several. */
function soundOf(format: string): string {
  if (format === 'mpeg' || format === 'mpga') return 'mp3'
  return format === 'x-wav' || format === 'wave' || format === 'vnd.wave' ? 'wav' : format
}

export function noteCacheMark(part: Part, path: string, receipt: Receipt): void {
  if ('cache' in part && part.cache)
    receipt.drop(`${path}.cache_control`, 'The provider decides by itself what it caches.')
}
