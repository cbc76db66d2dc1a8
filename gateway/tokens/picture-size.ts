import type { Base64Bytes } from './base64-bytes.ts'

export interface PictureSize {
  readonly widthPixels: number
  readonly heightPixels: number
}

const headBytes = 32
// A camera writes about twenty segments. A picture with more than a thousand is probably made to be slow.
const jpegSegmentsAtMost = 1000

/**
 * Reads the size from the first bytes of a PNG, GIF, WebP or JPEG without decoding it. Undefined if they do not contain it.
 */
export function readPictureSize(source: Base64Bytes): PictureSize | undefined {
  const head = source.read(0, headBytes)
  const size = readPng(head) ?? readGif(head) ?? readWebp(head) ?? readJpeg(source, head)
  return size && size.widthPixels > 0 && size.heightPixels > 0 ? size : undefined
}

/** https://www.w3.org/TR/png-3/#11IHDR */
function readPng(head: Buffer): PictureSize | undefined {
  if (head.length < 24 || head.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined
  return { widthPixels: head.readUInt32BE(16), heightPixels: head.readUInt32BE(20) }
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18 */
function readGif(head: Buffer): PictureSize | undefined {
  if (head.length < 10 || !/^GIF8[79]a/.test(head.toString('latin1', 0, 6))) return undefined
  return { widthPixels: head.readUInt16LE(6), heightPixels: head.readUInt16LE(8) }
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(head: Buffer): PictureSize | undefined {
  if (head.length < 30 || !/^RIFF.{4}WEBP/s.test(head.toString('latin1', 0, 12))) return undefined
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { widthPixels: head.readUInt16LE(26) & 0x3fff, heightPixels: head.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = head.readUInt32LE(21)
      return { widthPixels: (bits & 0x3fff) + 1, heightPixels: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { widthPixels: head.readUIntLE(24, 3) + 1, heightPixels: head.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}

/** Goes from segment to segment to the frame header: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2.2 */
function readJpeg(source: Base64Bytes, head: Buffer): PictureSize | undefined {
  if (head[0] !== 0xff || head[1] !== 0xd8) return undefined
  let at = 2
  for (let segment = 0; segment < jpegSegmentsAtMost; segment++) {
    const header = source.read(at, 9)
    const marker = header[1]
    if (header.length < 9 || header[0] !== 0xff || marker === undefined) return undefined
    if (marker === 0xff) at += 1
    else if (isFrameHeader(marker))
      return { widthPixels: header.readUInt16BE(7), heightPixels: header.readUInt16BE(5) }
    else if (isWithoutLength(marker)) at += 2
    else at += 2 + header.readUInt16BE(2)
  }
  return undefined
}

/** SOF0 to SOF15. The numbers of DHT, JPG and DAC are in the same range and are excluded. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** TEM and RST0 to RST7. */
function isWithoutLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
}
