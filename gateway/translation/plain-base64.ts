import type { Conversation, Part, Turn } from '../chat/conversation.ts'

/**
 * The conversation with all data in plain base64. Some callers break it into lines, take it out of an address as it is escaped
 * there, or use the alphabet of addresses; their own providers read that, and others refuse it.
 */
export function withPlainBase64(conversation: Conversation): Conversation {
  if (!conversation.turns.some(({ parts }) => parts.some(isOddPart))) return conversation
  return { ...conversation, turns: conversation.turns.map(withPlainParts) }
}

function withPlainParts(turn: Turn): Turn {
  return turn.parts.some(isOddPart) ? { ...turn, parts: turn.parts.map(plainPart) } : turn
}

function isOddPart(part: Part): boolean {
  switch (part.type) {
    case 'audio':
      return isOdd(part.base64)
    case 'image':
    case 'document':
      return part.source.type === 'data' && isOdd(part.source.base64)
    case 'tool-result':
      return part.content.some(isOddPart)
    default:
      return false
  }
}

function plainPart<T extends Part>(part: T): T {
  if (part.type === 'audio') return { ...part, base64: plain(part.base64) }
  if (part.type === 'tool-result') return { ...part, content: part.content.map(each => plainPart(each)) }
  if ((part.type !== 'image' && part.type !== 'document') || part.source.type !== 'data') return part
  return { ...part, source: { ...part.source, base64: plain(part.source.base64) } }
}

/** Looked for one by one, which is much faster in megabytes than a pattern. */
function isOdd(base64: string): boolean {
  return ['\n', '\r', ' ', '\t', '%', '-', '_'].some(each => base64.includes(each))
}

function plain(base64: string): string {
  return base64
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\s+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
}
