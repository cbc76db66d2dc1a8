// Pictures and documents of which a conversation has only the address. Pure.
import { type FormatCapabilities, supportOf } from '../chat/capabilities.ts'
import type { Conversation, DocumentPart, ImagePart, MediaSource, Part } from '../chat/conversation.ts'

export interface RemotePart {
  readonly type: 'image' | 'document'
  readonly source: Extract<MediaSource, { readonly type: 'url' }>
}

/** Those of a provider that takes pictures and documents only as bytes, although the format has addresses. */
export function withoutAddresses(capabilities: FormatCapabilities): FormatCapabilities {
  return { ...capabilities, of: { ...capabilities.of, picture_url: 'fetched', document_url: 'fetched' } }
}

/** The parts that are to be fetched, because the format's row of the matrix says so, in their order. */
export function remotePartsOf(
  { turns }: Conversation,
  capabilities: FormatCapabilities,
): readonly RemotePart[] {
  const found: RemotePart[] = []
  const look = (part: Part): void => {
    if (part.type === 'tool-result') for (const each of part.content) look(each)
    else if (isFetched(part, capabilities)) found.push(part)
  }
  for (const { parts } of turns) for (const part of parts) look(part)
  return found
}

/** The conversation with what was fetched in the place of addresses. */
export function withSources(
  conversation: Conversation,
  capabilities: FormatCapabilities,
  sourceFor: (part: RemotePart) => MediaSource,
): Conversation {
  const filled = <Any extends Part>(part: Any): Any =>
    isFetched(part, capabilities) ? { ...part, source: sourceFor(part) } : part
  const turns = conversation.turns.map(turn => ({
    ...turn,
    parts: turn.parts.map(part =>
      part.type === 'tool-result' ? { ...part, content: part.content.map(filled) } : filled(part),
    ),
  }))
  return { ...conversation, turns }
}

function isFetched(
  part: Part,
  capabilities: FormatCapabilities,
): part is (ImagePart | DocumentPart) & RemotePart {
  if (part.type !== 'image' && part.type !== 'document') return false
  if (part.source.type !== 'url') return false
  const name = part.type === 'image' ? 'picture_url' : 'document_url'
  return supportOf(capabilities, name) === 'fetched' && capabilities.opens?.(part.source.url) !== 'surely'
}
