import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { DocumentPart, ImagePart, MediaSource, TextPart } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { origin } from './origin.ts'
import { readCacheMark } from './read-members.ts'

export function readImage(block: JsonRecord, path: string, receipt: Receipt): readonly ImagePart[] {
  if (block.transformations !== undefined && block.transformations !== null) {
    receipt.drop(`${path}.transformations`, 'Other formats have no changes to pictures.')
  }
  const source = readSource(block.source, path)
  return [{ type: 'image', source, ...readCacheMark(block) }]
}

export function readDocument(
  block: JsonRecord,
  path: string,
  receipt: Receipt,
): readonly (DocumentPart | TextPart | ImagePart)[] {
  const { source, title, context, citations } = block
  if (isRecord(citations) && citations.enabled === true) {
    receipt.drop(`${path}.citations`, 'Other formats have no citations of documents.')
  }
  const about: readonly TextPart[] =
    typeof context === 'string' && context.trim() !== '' ? [textPart(context)] : []
  if (about.length > 0) receipt.change(`${path}.context`, 'The context of a document is a text before it.')
  const mark = readCacheMark(block)
  if (!isRecord(source)) throw invalid(`"${path}.source" must be an object.`)
  if (source.type === 'content') {
    receipt.change(path, 'A document of several blocks is those blocks.')
    const parts = readContent(source.content, `${path}.source.content`, receipt)
    const last = parts.at(-1)
    return [...about, ...parts.slice(0, -1), ...(last === undefined ? [] : [{ ...last, ...mark }])]
  }
  const name = typeof title === 'string' && title !== '' ? { name: title } : {}
  return [...about, { type: 'document', source: readSource(source, path), ...name, ...mark }]
}

function readContent(content: unknown, path: string, receipt: Receipt): readonly (TextPart | ImagePart)[] {
  if (typeof content === 'string') return [textPart(content)]
  if (!Array.isArray(content)) throw invalid(`"${path}" must be a string or an array.`)
  return content.flatMap((block: unknown, index): readonly (TextPart | ImagePart)[] => {
    if (!isRecord(block)) throw invalid(`"${path}[${index}]" must be an object.`)
    return block.type === 'image'
      ? readImage(block, `${path}[${index}]`, receipt)
      : [{ ...textPart(textOf(block.text)), ...readCacheMark(block) }]
  })
}

/** A result of the caller's own search. Other formats have only text for it. */
export function readSearchResult(block: JsonRecord, path: string, receipt: Receipt): readonly TextPart[] {
  receipt.change(path, 'A search result is text, because other formats have no such block.')
  const texts = Array.isArray(block.content) ? block.content : []
  const said = texts.map(each => (isRecord(each) ? textOf(each.text) : ''))
  const text = [textOf(block.title), textOf(block.source), ...said].filter(line => line !== '').join('\n')
  return [{ ...textPart(text), ...readCacheMark(block) }]
}

function textPart(text: string): TextPart {
  return { type: 'text', text }
}

function readSource(source: unknown, path: string): MediaSource {
  if (!isRecord(source)) throw invalid(`"${path}.source" must be an object.`)
  switch (source.type) {
    case 'base64':
      return {
        type: 'data',
        mediaType: needed(source.media_type, `${path}.source.media_type`),
        base64: needed(source.data, `${path}.source.data`),
      }
    case 'text': {
      const base64 = Buffer.from(textOf(source.data)).toString('base64')
      return { type: 'data', mediaType: textOf(source.media_type) || 'text/plain', base64 }
    }
    case 'url':
      return { type: 'url', url: needed(source.url, `${path}.source.url`) }
    case 'file':
      return { type: 'file', id: needed(source.file_id, `${path}.source.file_id`), origin }
    default:
      throw invalid(`"${path}.source.type" must be base64, text, url, content or file.`)
  }
}

function needed(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(`"${path}" must be a string.`)
  return value
}
