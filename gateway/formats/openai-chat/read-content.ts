import type { JsonRecord } from '../../bytes/json-value.ts'
import type {
  CacheMark,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  RefusalPart,
  TextPart,
} from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import {
  isGiven,
  readList,
  readObject,
  readText,
  requireObject,
  requireText,
  wrong,
} from './request-members.ts'
import { formatName } from './thought-details.ts'

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages: a text, or a list of parts. */
export function readContent(content: unknown, path: string, receipt: Receipt): readonly Part[] {
  if (!isGiven(content)) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return readList(content, path).flatMap((part, at) => readPart(part, `${path}[${at}]`, receipt) ?? [])
}

function readPart(value: unknown, path: string, receipt: Receipt): Part | undefined {
  if (typeof value === 'string') return { type: 'text', text: value }
  const part = requireObject(value, path)
  const cache = readCacheMark(part, path, receipt)
  const marked = cache ? { cache } : {}
  switch (part.type) {
    case 'text':
      return { type: 'text', text: readText(part.text, `${path}.text`) ?? '', ...marked } satisfies TextPart
    case 'refusal':
      return { type: 'refusal', text: requireText(part.refusal, `${path}.refusal`) } satisfies RefusalPart
    case 'image_url':
      return { ...readImage(part.image_url, `${path}.image_url`), ...marked }
    case 'input_audio': {
      const audio = requireObject(part.input_audio, `${path}.input_audio`)
      return {
        type: 'audio',
        base64: requireText(audio.data, `${path}.input_audio.data`),
        format: requireText(audio.format, `${path}.input_audio.format`),
      }
    }
    case 'file': {
      const file = readFile(requireObject(part.file, `${path}.file`), `${path}.file`)
      return { ...file, ...marked }
    }
    default:
      if (typeof part.type !== 'string') throw wrong(`${path}.type`, 'a string')
      receipt.leaveOut({ type: part.type }, path, 'A part of this type cannot be translated.')
      return undefined
  }
}

function readImage(value: unknown, path: string): ImagePart {
  // Some servers take the address itself in place of an object.
  const image = typeof value === 'string' ? { url: value } : requireObject(value, path)
  const url = requireText(image.url, `${path}.url`)
  const detail = 'detail' in image ? readText(image.detail, `${path}.detail`) : undefined
  return { type: 'image', source: sourceOf(url), ...(detail !== undefined && { detail }) }
}

/** https://platform.openai.com/docs/guides/pdf-files?api-mode=chat */
function readFile(file: JsonRecord, path: string): DocumentPart {
  const name = readText(file.filename, `${path}.filename`)
  const named = name === undefined ? {} : { name }
  const id = readText(file.file_id, `${path}.file_id`)
  if (id !== undefined)
    return { type: 'document', source: { type: 'file', id, origin: formatName }, ...named }
  const data = requireText(file.file_data, `${path}.file_data`)
  const source = sourceOf(data)
  if (source.type === 'data' || /^https?:\/\//i.test(data)) return { type: 'document', source, ...named }
  return { type: 'document', source: { type: 'data', mediaType: typeByName(name), base64: data }, ...named }
}

/** Of a file whose data says no media type. The format was made for PDF. */
function typeByName(name: string | undefined): string {
  return name !== undefined && /\.(?:txt|md|csv|log)$/i.test(name) ? 'text/plain' : 'application/pdf'
}

/** A data URI, as its media type and its base64; anything else is an address. */
function sourceOf(url: string): MediaSource {
  const comma = url.startsWith('data:') ? url.indexOf(',') : -1
  if (comma < 0) return { type: 'url', url }
  const [mediaType = '', ...options] = url.slice('data:'.length, comma).split(';')
  const data = url.slice(comma + 1)
  const base64 = options.includes('base64') ? data : Buffer.from(decodedOf(data)).toString('base64')
  return { type: 'data', mediaType: mediaType || 'text/plain', base64 }
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * That the prompt is to be cached up to here: `prompt_cache_breakpoint` of OpenAI
 * (https://platform.openai.com/docs/guides/prompt-caching), or `cache_control`, which other providers take in this format
 * (https://openrouter.ai/docs/features/prompt-caching).
 */
export function readCacheMark(part: JsonRecord, path: string, receipt: Receipt): CacheMark | undefined {
  const control = readObject(part.cache_control, `${path}.cache_control`)
  if (control) return { lifetime: control.ttl === '1h' ? '1h' : '5m' }
  const breakpoint = readObject(part.prompt_cache_breakpoint, `${path}.prompt_cache_breakpoint`)
  if (!breakpoint) return undefined
  const lifetime = breakpoint.ttl === '12h' ? '1h' : '5m'
  receipt.change(
    `${path}.prompt_cache_breakpoint`,
    `Providers keep a prompt for 5 minutes or an hour: here ${lifetime}.`,
  )
  return { lifetime }
}
