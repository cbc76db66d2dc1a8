import { mediaHeadBytes, mediaTypeOfBytes } from '../../bytes/media-type.ts'
import { openBase64 } from '../../tokens/base64-bytes.ts'

/** The media type of a picture that came as base64 without one. Undefined if it is of no known kind of picture. */
export function pictureTypeOf(base64: string): string | undefined {
  const mediaType = mediaTypeOfBytes(openBase64(base64).read(0, mediaHeadBytes))
  return mediaType?.startsWith('image/') ? mediaType : undefined
}
