// The content of messages and of tools' results: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type {
  AudioPart,
  CacheMark,
  DocumentPart,
  ImagePart,
  MediaSource,
  RefusalPart,
  TextPart,
} from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { noteUnread, readText, requireObject, requireText } from './wire-members.ts'

export const formatName = 'openai-responses'

export type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart | RefusalPart

/** Content is a text or a list of parts. */
export function readContent(content: unknown, path: string, receipt: Receipt): readonly ContentPart[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw invalid(`"${path}" must be a string or an array.`)
  return content.flatMap((entry, index) => {
    const at = `${path}[${index}]`
    return readPart(requireObject(entry, at), at, receipt)
  })
}

function readPart(part: JsonRecord, path: string, receipt: Receipt): readonly ContentPart[] {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      noteUnread(part, textMembers, `${path}.`, receipt)
      return [{ type: 'text', text: requireText(part.text, `${path}.text`), ...readCache(part) }]
    case 'refusal':
      return [{ type: 'refusal', text: requireText(part.refusal, `${path}.refusal`) }]
    case 'input_image':
      noteUnread(part, imageMembers, `${path}.`, receipt)
      return [readImage(part, path, receipt)]
    case 'input_file':
      noteUnread(part.detail === 'auto' ? { ...part, detail: null } : part, fileMembers, `${path}.`, receipt)
      return [readFile(part, path)]
    case 'input_audio':
      return [readAudio(part, path)]
  }
  if (typeof part.type !== 'string') throw invalid(`"${path}.type" must be a string.`)
  receipt.leaveOut({ type: part.type }, path, 'Only this format has such a part.')
  return []
}

const textMembers = new Set(['type', 'text', 'prompt_cache_breakpoint'])
const imageMembers = new Set(['type', 'image_url', 'file_id', 'detail', 'prompt_cache_breakpoint'])
const fileMembers = new Set([
  'type',
  'file_data',
  'file_url',
  'file_id',
  'filename',
  'prompt_cache_breakpoint',
])

/** https://platform.openai.com/docs/guides/prompt-caching: kept for half an hour or for twelve hours. */
function readCache({ prompt_cache_breakpoint: mark }: JsonRecord): { readonly cache?: CacheMark } {
  if (!isRecord(mark)) return {}
  return { cache: { lifetime: mark.ttl === '12h' ? '1h' : '5m' } }
}

function readImage(part: JsonRecord, path: string, receipt: Receipt): ImagePart {
  const url = readText(part.image_url, `${path}.image_url`)
  const id = readText(part.file_id, `${path}.file_id`)
  const source = url !== undefined ? readUrl(url, `${path}.image_url`) : fileOf(id)
  if (source === undefined) throw invalid(`"${path}" must have "image_url" or "file_id".`)
  const detail = readText(part.detail, `${path}.detail`)
  if (detail === 'original')
    receipt.change(`${path}.detail`, 'The highest that other formats have is "high".')
  const known = detail === 'original' ? 'high' : detail
  return { type: 'image', source, ...(known === undefined ? {} : { detail: known }), ...readCache(part) }
}

function readFile(part: JsonRecord, path: string): DocumentPart {
  const name = readText(part.filename, `${path}.filename`)
  const data = readText(part.file_data, `${path}.file_data`)
  const url = readText(part.file_url, `${path}.file_url`)
  const source =
    data !== undefined
      ? readFileData(data, name, `${path}.file_data`)
      : url !== undefined
        ? readUrl(url, `${path}.file_url`)
        : fileOf(readText(part.file_id, `${path}.file_id`))
  if (source === undefined) throw invalid(`"${path}" must have "file_data", "file_url" or "file_id".`)
  return { type: 'document', source, ...(name === undefined ? {} : { name }), ...readCache(part) }
}

function readAudio(part: JsonRecord, path: string): AudioPart {
  const audio = requireObject(part.input_audio, `${path}.input_audio`)
  return {
    type: 'audio',
    base64: requireText(audio.data, `${path}.input_audio.data`),
    format: requireText(audio.format, `${path}.input_audio.format`),
  }
}

function fileOf(id: string | undefined): MediaSource | undefined {
  return id === undefined ? undefined : { type: 'file', id, origin: formatName }
}

/** A data URL, or an address from which the provider is to fetch it. */
function readUrl(url: string, path: string): MediaSource {
  if (!/^data:/i.test(url)) return { type: 'url', url }
  const source = readDataUrl(url)
  if (source === undefined) throw invalid(`"${path}" must be a data URL in base64 with a media type.`)
  return source
}

/** Some clients send the base64 alone. */
function readFileData(data: string, name: string | undefined, path: string): MediaSource {
  if (/^data:/i.test(data)) return readUrl(data, path)
  const mediaType = /\.(txt|md|csv)$/i.test(textOf(name)) ? 'text/plain' : 'application/pdf'
  return { type: 'data', mediaType, base64: data }
}

function readDataUrl(url: string): MediaSource | undefined {
  const comma = url.slice(0, 512).indexOf(',')
  const [, mediaType] =
    /^data:([\w.+-]+\/[\w.+-]+)(?:;[^,]*)?;base64$/i.exec(url.slice(0, Math.max(comma, 0))) ?? []
  if (mediaType === undefined) return undefined
  return { type: 'data', mediaType: mediaType.toLowerCase(), base64: url.slice(comma + 1) }
}
