import { openBase64 } from '../../tokens/base64-bytes.ts'

// As many bytes as the longest of the marks below needs.
const headBytes = 16

/**
 * The media type of a picture that came as base64 without one, found by its first bytes as browsers do
 * (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern). Undefined if they are of no known kind of picture.
 */
export function pictureTypeOf(base64: string): string | undefined {
  const head = openBase64(base64).read(0, headBytes).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  if (/^RIFF.{4}WEBP/s.test(head)) return 'image/webp'
  // https://www.iana.org/assignments/media-types/image/heic and image/avif: the brand stands behind "ftyp".
  if (/^.{4}ftyp(heic|heix|mif1)/s.test(head)) return 'image/heic'
  if (/^.{4}ftypavi[fs]/s.test(head)) return 'image/avif'
  if (head.startsWith('BM')) return 'image/bmp'
  return undefined
}
