/** As many bytes as the longest of the marks below needs. */
export const mediaHeadBytes = 16

/**
 * The media type of a picture or a PDF, found by its first bytes as browsers do
 * (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern). Undefined if they are of no known kind.
 */
export function mediaTypeOfBytes(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, mediaHeadBytes)
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  if (/^RIFF.{4}WEBP/s.test(head)) return 'image/webp'
  // https://www.iana.org/assignments/media-types/image/heic and image/avif: the brand stands behind "ftyp".
  if (/^.{4}ftyp(heic|heix|mif1)/s.test(head)) return 'image/heic'
  if (/^.{4}ftypavi[fs]/s.test(head)) return 'image/avif'
  if (head.startsWith('BM')) return 'image/bmp'
  if (head.startsWith('%PDF-')) return 'application/pdf'
  return undefined
}
