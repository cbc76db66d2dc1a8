import type { AnswerPart } from '../chat/answer-part.ts'
import type { ReasoningPart } from '../chat/conversation.ts'
import type { ClientId } from '../contract/units.ts'
import { type CallThoughts, type KeptSeals, keptThoughtAtMost, type ThoughtOrigin } from './kept-seals.ts'

interface OpenCall extends CallThoughts {
  readonly choice: number
  readonly call: number
  readonly id: string
  readonly name: string
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
  let open: OpenCall[] = []

  /** Thinking belongs to the call that follows it. Calls beside that one have none of their own. */
  function begin({
    choice,
    call,
    id,
    name,
    seal,
  }: Extract<AnswerPart, { readonly type: 'tool-call' }>): void {
    if (text !== '' && provider !== undefined) reasoning.push({ type: 'reasoning', text })
    open.push({ choice, call, id, name, arguments: '', reasoning, hasTextBetween, seal, provider })
    reasoning = []
    text = ''
    hasTextBetween = false
  }

  function findOpen(part: { readonly choice: number; readonly call: number }): OpenCall | undefined {
    return open.find(({ choice, call }) => choice === part.choice && call === part.call)
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
        const call = findOpen(part)
        if (call && call.arguments.length <= keptThoughtAtMost) call.arguments += part.text
        break
      }
      case 'tool-call-end': {
        const call = findOpen(part)
        if (!call) break
        open = open.filter(each => each !== call)
        seals.keep(client, call, call)
      }
    }
  }
}
