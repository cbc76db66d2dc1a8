import { isRecord } from '../bytes/json-value.ts'

const membersWithWords = [
  'error',
  'message',
  'detail',
  'errors',
  'msg',
  'error_description',
  'title',
] as const
const wordsAtMost = 500

/**
 * What a body says of a failure though it is none of the provider's format, such as that of a proxy in front of it: the first
 * text at a usual place, a short text, or the title of a page. Undefined if it says nothing.
 */
export function saidFailure(body: unknown, levels = 4): string | undefined {
  if (typeof body === 'string') return wordsOf(body)
  if (levels === 0) return undefined
  if (Array.isArray(body)) return saidFailure(body[0], levels - 1)
  if (!isRecord(body)) return undefined
  for (const name of membersWithWords) {
    const said = saidFailure(body[name], levels - 1)
    if (said !== undefined) return said
  }
  return undefined
}

function wordsOf(text: string): string | undefined {
  const start = text.slice(0, 20_000).trim()
  const words = start.startsWith('<') ? /<title>([^<]*)<\/title>/i.exec(start)?.[1]?.trim() : start
  return words === undefined || words === '' ? undefined : words.slice(0, wordsAtMost)
}
