import type { ImagePart } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { pictureTypeOf } from './picture-type.ts'

/**
 * Reads the pictures of a message, which are base64 without a media type: https://docs.ollama.com/capabilities/vision.
 * `path` is the path of the list.
 */
export function readPictures(images: unknown, path: string, receipt: Receipt): readonly ImagePart[] {
  if (images === undefined || images === null) return []
  if (!Array.isArray(images)) throw invalid(`"${path}" must be an array.`)
  return images.flatMap((image: unknown, place) => readPicture(image, `${path}[${place}]`, receipt))
}

const dataUrlPrefix = /^data:[^,]{0,256};base64,/i

function readPicture(image: unknown, path: string, receipt: Receipt): ImagePart[] {
  if (typeof image !== 'string' || /^https?:/i.test(image.slice(0, 8)))
    throw invalid(`"${path}" must be a picture as base64.`)
  // The server refuses data URLs, but some clients write them.
  const prefix = dataUrlPrefix.exec(image.slice(0, 300))?.[0] ?? ''
  const text = image.slice(prefix.length)
  // The server ignores line breaks in base64, and other providers may not.
  const base64 = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text
  const mediaType = pictureTypeOf(base64)
  if (mediaType === undefined) {
    receipt.lose(path, 'Its bytes are of no known kind of picture.')
    return []
  }
  return [{ type: 'image', source: { type: 'data', mediaType, base64 } }]
}
