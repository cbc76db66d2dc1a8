import type { JsonRecord } from '../../bytes/json-value.ts'
import type { MediaSource } from '../../chat/conversation.ts'
import { foreignFile } from '../../chat/media-source.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { isOwnFile, mediaTypeOfUrl } from './media-type.ts'
import { origin } from './wire-seal.ts'

/** The member of a part. `likely` is the type of what lies at an address that does not say it. */
export function writeMedia(
  source: MediaSource,
  likely: string,
  path: string,
  receipt: Receipt,
): JsonRecord | undefined {
  switch (source.type) {
    case 'data':
      return { inlineData: { mimeType: source.mediaType, data: source.base64 } }
    case 'file':
      if (source.origin === origin) return fileData(source.id, source.mediaType ?? likely)
      receipt.lose(path, foreignFile)
      return undefined
    case 'unavailable':
      receipt.lose(path, source.reason)
      return undefined
    case 'url':
      return writeUrl(source.url, source.mediaType ?? mediaTypeOfUrl(source.url) ?? likely, path, receipt)
    default:
      return source satisfies never
  }
}

/** The provider opens the address itself: https://ai.google.dev/gemini-api/docs/file-input-methods */
function writeUrl(url: string, mediaType: string, path: string, receipt: Receipt): JsonRecord | undefined {
  if (isOwnFile(url)) return fileData(url, mediaType)
  if (!/^https?:\/\//i.test(url)) {
    receipt.lose(path, 'The provider opens only addresses that begin with http: or https:.')
    return undefined
  }
  receipt.change(path, 'The address is sent as a file. Older models refuse it.')
  return fileData(url, mediaType)
}

function fileData(fileUri: string, mimeType: string): JsonRecord {
  return { fileData: { fileUri, mimeType } }
}
