import { isRecord, textOf } from '../bytes/json-value.ts'
import type { UpstreamFailure } from '../chat/answer-part.ts'

/** Members that hold a sentence, before those that may hold the mere kind of a failure. */
const saying = ['message', 'error_message', 'error_description', 'msg', 'text', 'detail', 'description']
const naming = ['reason', 'title', 'error', 'errors', 'code', 'type']
const levelsAtMost = 3
/** A longer text is no sentence for a person, but a page or a dump. */
const charactersAtMost = 2000

/**
 * What can be told of a refusal whose body is not of the provider's format: its own words, where it has some. `body` is parsed
 * JSON, or the text that it is if it is no JSON.
 */
export function unknownFailure(body: unknown, status: number): UpstreamFailure {
  const words = wordsIn(body, levelsAtMost)
  return { message: words ?? `The provider answered with the status ${status}.` }
}

function wordsIn(value: unknown, levels: number): string | undefined {
  const text = textOf(value).trim()
  if (text !== '') return wordsOf(text)
  if (levels === 0) return undefined
  if (Array.isArray(value)) return wordsIn(value[0], levels - 1)
  if (!isRecord(value)) return undefined
  return said(value, saying) ?? within(value, levels) ?? said(value, naming)
}

/** The text or, of a page such as a proxy sends, its title. */
function wordsOf(text: string): string | undefined {
  if (text.startsWith('<')) return /<title>([^<]+)<\/title>/i.exec(text.slice(0, 20_000))?.[1]?.trim()
  return text.length > charactersAtMost ? undefined : text
}

function said(value: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const words = typeof value[name] === 'string' ? wordsIn(value[name], 0) : undefined
    if (words !== undefined) return words
  }
  return undefined
}

/** In the objects and lists of the value, of which only the first few are looked at. */
function within(value: Readonly<Record<string, unknown>>, levels: number): string | undefined {
  for (const member of Object.values(value).slice(0, 20)) {
    const words = typeof member === 'object' ? wordsIn(member, levels - 1) : undefined
    if (words !== undefined) return words
  }
  return undefined
}
