// Nearly all events of a stream differ from the one before only in their text. Their text is found without parsing.
import { parseJson } from './json-value.ts'

export interface TextTemplate {
  /** The text of an event that equals the adopted one but for its text. Undefined if the event has to be read. */
  match(data: string): string | undefined
  /**
   * Whether another event may be adopted. After some attempts it may not, since there are streams in which no two events are
   * alike.
   */
  mayAdopt(): boolean
  /** To be called with an event that was read. It must hold `text` and nothing else that matters. */
  adopt(data: string, text: string): void
}

interface Adopted {
  /** Up to and including the text's opening quote. */
  readonly before: string
  /** From the text's closing quote to the end of the event, or to the padding's opening quote. */
  readonly after: string
  /** From the padding's closing quote on. Undefined if there is no padding. */
  readonly tail: string | undefined
}

const adoptAtMost = 16
const probe = 'no event says this'

/**
 * `read` returns the text of a parsed event. `paddingKey` is the name of a member that holds nothing but padding of random
 * length. A match is exact: all other bytes are the same as in the adopted event, for which it was checked that `read`
 * returns whatever text stands in that place.
 */
export function createTextTemplate(read: (event: unknown) => string, paddingKey?: string): TextTemplate {
  const padding = paddingKey === undefined ? undefined : `"${paddingKey}":"`
  let adopted: Adopted | undefined
  let left = adoptAtMost

  return {
    match(data) {
      if (!adopted || !data.startsWith(adopted.before)) return undefined
      const start = adopted.before.length
      const end = closingQuote(data, start)
      if (end <= start || !hasRest(data, end, adopted)) return undefined
      const text = data.slice(start, end)
      return text.includes('\\') ? unescaped(text) : text
    },
    mayAdopt: () => left > 0,
    adopt(data, text) {
      if (left === 0) return
      left--
      const found = split(data, JSON.stringify(text), padding)
      const isText =
        found && read(parseJson(found.before + probe + found.after + (found.tail ?? ''))) === probe
      adopted = isText ? found : undefined
    },
  }
}

/**
 * Undefined if the text does not stand in the event as JSON.stringify writes it: it has other escapes, or was put together
 * from parts.
 */
function split(data: string, literal: string, padding: string | undefined): Adopted | undefined {
  const at = data.indexOf(literal)
  if (at === -1) return undefined
  const before = data.slice(0, at + 1)
  const rest = data.slice(at + literal.length - 1)
  const paddingAt = padding === undefined ? -1 : rest.indexOf(padding)
  if (padding === undefined || paddingAt === -1) return { before, after: rest, tail: undefined }
  const start = paddingAt + padding.length
  return { before, after: rest.slice(0, start), tail: rest.slice(closingQuote(rest, start)) }
}

function hasRest(data: string, at: number, { after, tail }: Adopted): boolean {
  if (tail === undefined) return data.length === at + after.length && data.endsWith(after)
  if (!data.startsWith(after, at)) return false
  const end = closingQuote(data, at + after.length)
  return end !== -1 && data.length === end + tail.length && data.endsWith(tail)
}

/** The offset of the first quote from `start` on that is not escaped, or -1. */
function closingQuote(data: string, start: number): number {
  let at = data.indexOf('"', start)
  while (at !== -1 && isEscaped(data, at, start)) at = data.indexOf('"', at + 1)
  return at
}

function isEscaped(data: string, at: number, start: number): boolean {
  let backslashes = 0
  while (at - backslashes > start && data[at - backslashes - 1] === '\\') backslashes++
  return backslashes % 2 === 1
}

function unescaped(text: string): string | undefined {
  const value = parseJson(`"${text}"`)
  return typeof value === 'string' ? value : undefined
}
