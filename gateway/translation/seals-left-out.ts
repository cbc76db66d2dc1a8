import type { Conversation, Part } from '../chat/conversation.ts'
import type { Receipt } from '../chat/receipt.ts'

/**
 * The conversation without the reasoning of earlier turns and without all seals: the provider said that it cannot open them.
 * They open only for the account that they were made for.
 */
export function sealsLeftOut(conversation: Conversation, receipt: Receipt): Conversation {
  const turns = conversation.turns.map((turn, at) => {
    const parts = turn.parts.flatMap((part, place) =>
      partLeft(part, `messages[${at}].content[${place}]`, receipt),
    )
    return { ...turn, parts }
  })
  return { ...conversation, turns: turns.filter(({ parts }) => parts.length > 0) }
}

function partLeft(part: Part, path: string, receipt: Receipt): readonly Part[] {
  if (part.type === 'reasoning') {
    receipt.drop(path, 'The provider cannot open the encrypted reasoning.')
    return []
  }
  if (part.type === 'tool-call' && part.seal) return [{ ...part, seal: undefined }]
  return [part]
}
