import type { JsonRecord } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, MediaSource, TextPart } from '../../chat/conversation.ts'
import { whyMissing } from '../../chat/media-source.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { cacheMark } from './cache-marks.ts'
import { origin } from './origin.ts'

// https://docs.anthropic.com/en/docs/build-with-claude/vision
const pictureTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** Undefined if the block would be refused: text of nothing but white space, or a kind of file that is not taken. */
export function writeMedia(
  part: TextPart | ImagePart | DocumentPart,
  path: string,
  receipt: Receipt,
): JsonRecord | undefined {
  switch (part.type) {
    case 'text':
      if (part.text.trim() !== '') return { type: 'text', text: part.text, ...cacheMark(part) }
      if (part.cache !== undefined) receipt.drop(`${path}.cache_control`, 'Blank text has no mark.')
      return undefined
    case 'image': {
      const source = pictureSource(part.source)
      if (source === undefined) {
        const reason = 'The provider takes pictures as JPEG, PNG, GIF or WebP, or by an address on the web.'
        receipt.lose(path, whyMissing(part.source) ?? reason)
        return undefined
      }
      if (part.detail !== undefined && part.detail !== 'auto') {
        receipt.drop(`${path}.detail`, 'The provider decides how closely it looks at a picture.')
      }
      return { type: 'image', source, ...cacheMark(part) }
    }
    case 'document': {
      const source = documentSource(part.source)
      if (source === undefined) {
        receipt.lose(path, whyMissing(part.source) ?? 'The provider takes documents as PDF or plain text.')
        return undefined
      }
      return { type: 'document', source, ...(part.name ? { title: part.name } : {}), ...cacheMark(part) }
    }
  }
}

function pictureSource(source: MediaSource): JsonRecord | undefined {
  if (source.type !== 'data') return sourceElsewhere(source)
  const mediaType = source.mediaType === 'image/jpg' ? 'image/jpeg' : source.mediaType
  return pictureTypes.has(mediaType)
    ? { type: 'base64', media_type: mediaType, data: source.base64 }
    : undefined
}

function documentSource(source: MediaSource): JsonRecord | undefined {
  if (source.type !== 'data') return sourceElsewhere(source)
  const { mediaType, base64 } = source
  if (mediaType === 'application/pdf') return { type: 'base64', media_type: mediaType, data: base64 }
  if (!/^text\/|^application\/json/.test(mediaType)) return undefined
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(base64, 'base64').toString() }
}

function sourceElsewhere(source: Exclude<MediaSource, { type: 'data' }>): JsonRecord | undefined {
  if (source.type === 'unavailable') return undefined
  if (source.type === 'file')
    return source.origin === origin ? { type: 'file', file_id: source.id } : undefined
  return /^https?:\/\//i.test(source.url) ? { type: 'url', url: source.url } : undefined
}
