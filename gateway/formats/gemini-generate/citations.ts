// What grounds an answer: https://ai.google.dev/api/generate-content#GroundingMetadata. Its offsets are bytes of UTF-8.
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { Citation } from '../../chat/answer-part.ts'

/** Reads the sources of one candidate, each once, however often they are told. */
export class CitationReader {
  readonly #seen = new Set<string>()
  #chunks: readonly JsonRecord[] = []

  /** `text` is what the candidate said so far. */
  read({ groundingMetadata, citationMetadata }: JsonRecord, text: string): readonly Citation[] {
    const found: Citation[] = []
    if (isRecord(groundingMetadata)) found.push(...this.#grounding(groundingMetadata, text))
    if (isRecord(citationMetadata)) {
      for (const each of recordsIn(citationMetadata.citations))
        found.push({ url: wordIn(each.uri), title: wordIn(each.title), ...rangeOf(each, text) })
    }
    return found.filter(citation => this.#isNew(citation))
  }

  #grounding({ groundingChunks, groundingSupports }: JsonRecord, text: string): readonly Citation[] {
    const chunks = recordsIn(groundingChunks)
    if (chunks.length > 0) this.#chunks = chunks
    const supports = recordsIn(groundingSupports)
    const supported = supports.flatMap(support => this.#support(support, text))
    return supports.length > 0 ? supported : chunks.map(sourceOf)
  }

  #support({ segment, groundingChunkIndices: indices }: JsonRecord, text: string): readonly Citation[] {
    const range = isRecord(segment) ? { citedText: wordIn(segment.text), ...rangeOf(segment, text) } : {}
    return (Array.isArray(indices) ? indices : []).flatMap(index => {
      const chunk = this.#chunks[Number(index)]
      return chunk ? [{ ...sourceOf(chunk), ...range }] : []
    })
  }

  #isNew({ url, title, start, end }: Citation): boolean {
    const key = JSON.stringify([url, title, start, end])
    if ((url === undefined && title === undefined) || this.#seen.has(key)) return false
    this.#seen.add(key)
    return true
  }
}

function sourceOf(chunk: JsonRecord): Citation {
  const source = [chunk.web, chunk.retrievedContext, chunk.maps, chunk.image].find(isRecord) ?? {}
  return { url: wordIn(source.uri ?? source.sourceUri), title: wordIn(source.title) }
}

/** Undefined where the bytes are not those of the text that is said to be there. */
function rangeOf(
  { startIndex, endIndex, text: said }: JsonRecord,
  text: string,
): { readonly start?: number; readonly end?: number } {
  if (typeof endIndex !== 'number') return {}
  const bytes = Buffer.from(text)
  const startByte = typeof startIndex === 'number' ? startIndex : 0
  const start = bytes.subarray(0, startByte).toString().length
  const within = bytes.subarray(startByte, endIndex).toString()
  if (typeof said === 'string' && said !== within) return {}
  return { start, end: start + within.length }
}

/** The member `groundingMetadata` of a candidate that said `text`. */
export function writeCitations(citations: readonly Citation[], text: string): JsonRecord {
  const chunks = new Map<string, number>()
  const supports: JsonRecord[] = []
  for (const { url, title, citedText, start, end } of citations) {
    const key = JSON.stringify([url, title])
    const index = chunks.get(key) ?? chunks.size
    chunks.set(key, index)
    if (start === undefined || end === undefined) continue
    const segment = {
      startIndex: Buffer.byteLength(text.slice(0, start)),
      endIndex: Buffer.byteLength(text.slice(0, end)),
      text: citedText ?? text.slice(start, end),
    }
    supports.push({ segment, groundingChunkIndices: [index] })
  }
  return {
    groundingChunks: [...chunks.keys()].map(key => {
      const [uri, title] = JSON.parse(key) as readonly (string | null)[]
      return { web: { ...(uri ? { uri } : {}), ...(title ? { title } : {}) } }
    }),
    ...(supports.length > 0 ? { groundingSupports: supports } : {}),
  }
}

function recordsIn(list: unknown): readonly JsonRecord[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}

function wordIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
