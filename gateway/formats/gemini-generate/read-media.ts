import type { AudioPart, DocumentPart, ImagePart, MediaSource } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { isOwnFile, mediaTypeOfUrl } from './media-type.ts'
import { Members } from './read-members.ts'
import { origin } from './wire-seal.ts'

type MediaPart = ImagePart | DocumentPart | AudioPart

/** What is sent along in the request itself. Undefined if no other format can say it. */
export function readInline(value: unknown, path: string, receipt: Receipt): MediaPart | undefined {
  const members = new Members(value, path)
  const mediaType = members.text('mimeType')?.toLowerCase()
  const base64 = members.text('data')
  const name = members.text('displayName')
  if (mediaType === undefined || base64 === undefined)
    throw invalid(`"${path}" must have "mimeType" and "data".`)
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  if (mediaType.startsWith('audio/')) return { type: 'audio', base64, format: audioFormat(mediaType) }
  return partOf({ type: 'data', mediaType, base64 }, mediaType, name, path, receipt)
}

/** What stands elsewhere: in the provider's store of files, or anywhere on the web. */
export function readStored(value: unknown, path: string, receipt: Receipt): MediaPart | undefined {
  const members = new Members(value, path)
  const uri = members.text('fileUri')
  if (uri === undefined) throw invalid(`"${path}.fileUri" must be a string.`)
  const mediaType = members.text('mimeType')?.toLowerCase() ?? mediaTypeOfUrl(uri)
  const name = members.text('displayName')
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  const source: MediaSource = isOwnFile(uri)
    ? { type: 'file', id: uri, origin, mediaType }
    : { type: 'url', url: uri, mediaType }
  return partOf(source, mediaType ?? '', name, path, receipt)
}

function partOf(
  source: MediaSource,
  mediaType: string,
  name: string | undefined,
  path: string,
  receipt: Receipt,
): ImagePart | DocumentPart | undefined {
  if (mediaType.startsWith('image/')) return { type: 'image', source }
  const isDocument = mediaType.startsWith('text/') || /^application\/(?:pdf|json)$/.test(mediaType)
  if (isDocument) return { type: 'document', source, name }
  receipt.lose(path, `Other formats do not take ${mediaType === '' ? 'data of an unknown type' : mediaType}.`)
  return undefined
}

/** As other formats name it. */
function audioFormat(mediaType: string): string {
  const format = mediaType.slice('audio/'.length).replace(/;.*$/, '').replace(/^x-/, '')
  switch (format) {
    case 'mpeg':
      return 'mp3'
    case 'wave':
    case 'vnd.wave':
      return 'wav'
    default:
      return format
  }
}
