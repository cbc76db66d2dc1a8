// Vectors as the bytes of floats of 32 bits, the lowest byte first:
// https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-encoding_format
import type { Vector } from '../../chat/embedding.ts'

const bytesPerNumber = 4

export function asBase64(vector: Vector): string {
  const bytes = Buffer.allocUnsafe(vector.length * bytesPerNumber)
  vector.forEach((number, at) => {
    bytes.writeFloatLE(number, at * bytesPerNumber)
  })
  return bytes.toString('base64')
}

/** Undefined if the text is no whole number of floats. */
export function fromBase64(text: string): Vector | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % bytesPerNumber !== 0) return undefined
  return Array.from({ length: bytes.length / bytesPerNumber }, (_, at) =>
    bytes.readFloatLE(at * bytesPerNumber),
  )
}
