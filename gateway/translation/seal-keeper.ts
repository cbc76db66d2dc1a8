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

/** What one of the answers has thought since its last call. */
interface Thoughts {
  reasoning: ReasoningPart[]
  text: string
  hasTextBetween: boolean
}

const noThoughts = (): Thoughts => ({ reasoning: [], text: '', hasTextBetween: false })

/** Follows the parts of an answer and keeps what belongs to its calls. `provider`: as in `ThoughtOrigin`. */
export function createSealKeeper(
  seals: Pick<KeptSeals, 'keep'>,
  client: ClientId,
  { provider }: Pick<ThoughtOrigin, 'provider'>,
): (part: AnswerPart) => void {
  /** By the number of the answer, of which several may come side by side. */
  const thinking: Thoughts[] = []
  const open = new Map<string, OpenCall>()

  /** Thinking belongs to the call that follows it. Calls beside that one have none of their own. */
  function begin(
    { choice, call, id, name, seal }: Extract<AnswerPart, { readonly type: 'tool-call' }>,
    { reasoning, text, hasTextBetween }: Thoughts,
  ): void {
    if (text !== '' && provider !== undefined) reasoning.push({ type: 'reasoning', text })
    open.set(`${choice} ${call}`, { id, name, arguments: '', reasoning, hasTextBetween, seal })
    thinking[choice] = noThoughts()
  }

  function end(key: string): void {
    const call = open.get(key)
    open.delete(key)
    if (call) seals.keep(client, call, call, provider)
  }

  return part => {
    if (part.type === 'error') return
    const thoughts = thinking[part.choice] ?? noThoughts()
    thinking[part.choice] = thoughts
    switch (part.type) {
      case 'text':
        thoughts.hasTextBetween ||=
          part.text !== '' &&
          (thoughts.reasoning.length > 0 || (thoughts.text !== '' && provider !== undefined))
        break
      case 'reasoning':
        // One piece more than the most is enough for it not to be kept.
        if (thoughts.text.length <= keptThoughtAtMost) thoughts.text += part.text
        break
      case 'reasoning-seal': {
        const text = part.seal.isRedacted ? '' : thoughts.text
        thoughts.reasoning.push({ type: 'reasoning', text, seal: part.seal })
        thoughts.text = ''
        break
      }
      case 'tool-call':
        begin(part, thoughts)
        break
      case 'tool-arguments': {
        const call = open.get(`${part.choice} ${part.call}`)
        if (call && call.arguments.length <= keptThoughtAtMost) call.arguments += part.text
        break
      }
      case 'tool-call-end':
        end(`${part.choice} ${part.call}`)
    }
  }
}
