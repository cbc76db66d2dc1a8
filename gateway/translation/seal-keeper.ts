import type { AnswerPart } from '../chat/answer-part.ts'
import type { ReasoningPart } from '../chat/conversation.ts'
import type { ClientId } from '../contract/units.ts'
import {
  type Call,
  type CallThoughts,
  type KeptSeals,
  keptThoughtAtMost,
  type ThoughtOrigin,
} from './kept-seals.ts'

interface OpenCall extends CallThoughts, Omit<Call, 'arguments'> {
  arguments: string
}

/** Follows the parts of an answer and keeps what belongs to its calls. `provider`: as in `ThoughtOrigin`. */
export function createSealKeeper(
  seals: Pick<KeptSeals, 'keep'>,
  client: ClientId,
  { provider }: Pick<ThoughtOrigin, 'provider'>,
): (part: AnswerPart) => void {
  let reasoning: ReasoningPart[] = []
  let text = ''
  let hasTextBetween = false
  const open = new Map<string, OpenCall>()

  /** Thinking belongs to the call that follows it. Calls beside that one have none of their own. */
  function begin({
    choice,
    call,
    id,
    name,
    seal,
  }: Extract<AnswerPart, { readonly type: 'tool-call' }>): void {
    if (text !== '' && provider !== undefined) reasoning.push({ type: 'reasoning', text })
    open.set(`${choice} ${call}`, { id, name, arguments: '', reasoning, hasTextBetween, seal })
    reasoning = []
    text = ''
    hasTextBetween = false
  }

  return part => {
    switch (part.type) {
      case 'text':
        hasTextBetween ||=
          part.text !== '' && (reasoning.length > 0 || (text !== '' && provider !== undefined))
        break
      case 'reasoning':
        // One piece more than the most is enough for it not to be kept.
        if (text.length <= keptThoughtAtMost) text += part.text
        break
      case 'reasoning-seal':
        reasoning.push({ type: 'reasoning', text: part.seal.isRedacted ? '' : text, seal: part.seal })
        text = ''
        break
      case 'tool-call':
        begin(part)
        break
      case 'tool-arguments': {
        const call = open.get(`${part.choice} ${part.call}`)
        if (call && call.arguments.length <= keptThoughtAtMost) call.arguments += part.text
        break
      }
      case 'tool-call-end': {
        const key = `${part.choice} ${part.call}`
        const call = open.get(key)
        open.delete(key)
        if (call) seals.keep(client, call, call, provider)
      }
    }
  }
}
