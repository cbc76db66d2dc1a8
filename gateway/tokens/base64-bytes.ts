/** The bytes that a base64 text encodes. Only the parts that are read are decoded. */
export interface Base64Bytes {
  readonly lengthBytes: number
  /** Reads `length` bytes from byte `start`, or fewer if the data ends before. */
  read(start: number, length: number): Buffer
}

const dataUrlPrefix = /^data:[^,]{0,256};base64,/i

/**
 * Opens a base64 text that begins at `textStart` and has no line breaks. With line breaks, everything after the first one
 * would be read wrongly.
 */
export function openBase64(text: string, textStart = 0): Base64Bytes {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return {
    lengthBytes: Math.max(0, Math.floor(((text.length - textStart - padding) * 3) / 4)),
    read(start, length) {
      const from = Math.floor(start / 3)
      const to = Math.ceil((start + length) / 3)
      const bytes = Buffer.from(text.slice(textStart + from * 4, textStart + to * 4), 'base64')
      return bytes.subarray(start - from * 3, start - from * 3 + length)
    },
  }
}

/** Opens a base64 `data:` URL. Undefined for any other URL. */
export function openDataUrl(url: string): Base64Bytes | undefined {
  const prefix = dataUrlPrefix.exec(url.slice(0, 300))?.[0]
  return prefix === undefined ? undefined : openBase64(url, prefix.length)
}
