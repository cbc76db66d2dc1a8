import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { ModelTraits } from './generation.ts'

type Sampling = Pick<Conversation, 'temperature' | 'topP' | 'topK'>

/** Temperature goes up to 1. Thinking allows no change of it, newer models none at all. */
export function writeSampling(
  { temperature, topP, topK }: Sampling,
  traits: ModelTraits,
  thinks: boolean,
  receipt: Receipt,
): JsonRecord {
  const given: Record<string, number> = {}
  if (temperature !== undefined && temperature !== 1) given.temperature = temperature
  if (topP !== undefined && topP !== 1) given.top_p = topP
  if (topK !== undefined) given.top_k = topK
  const refuse = (name: string, reason: string) => {
    if (given[name] === undefined) return
    delete given[name]
    receipt.drop(name, reason)
  }
  if (traits.sampling === 'none') {
    for (const name of Object.keys(given)) refuse(name, 'The model does not take it.')
  } else if (thinks) {
    refuse('temperature', 'A model that thinks does not take it.')
    refuse('top_k', 'A model that thinks does not take it.')
    if ((given.top_p ?? 1) < 0.95) refuse('top_p', 'A model that thinks takes it only from 0.95.')
  } else if (traits.sampling === 'one' && given.temperature !== undefined) {
    refuse('top_p', 'The model does not take it together with a temperature.')
  }
  if (traits.isClaude && given.temperature !== undefined && given.temperature > 1) {
    given.temperature = 1
    receipt.change('temperature', 'The highest temperature of the provider is 1.')
  }
  return given
}
