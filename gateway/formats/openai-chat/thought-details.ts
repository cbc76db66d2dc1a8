// The fields of this format that hold what only a provider can read. OpenAI's own chat completions have none; these two are
// the ones of OpenRouter (https://openrouter.ai/docs/guides/best-practices/reasoning-tokens) and of Gemini's compatible
// endpoint (https://ai.google.dev/gemini-api/docs/thought-signatures#openai).
import { isRecord, type JsonRecord, parseJson, textOf } from '../../bytes/json-value.ts'
import { readSeal, writeSeal } from '../../chat/carried-seal.ts'
import type { ReasoningPart, Seal } from '../../chat/conversation.ts'

export const formatName = 'openai-chat'

/**
 * The seal that an entry of `reasoning_details` makes. Undefined if it has only text. An entry of a provider of this format is
 * kept whole as JSON, because it has to be returned exactly as it came.
 */
export function sealOfDetail(detail: JsonRecord): Seal | undefined {
  const { type, signature, data, id } = detail
  const isRedacted = type === 'reasoning.encrypted'
  const value = textOf(isRedacted ? data : signature)
  if (value === '') return undefined
  const carried = readSeal(value, formatName, isRedacted)
  const named = typeof id === 'string' ? { id } : {}
  if (carried.origin !== formatName) return { ...carried, ...named }
  return { origin: formatName, value: JSON.stringify(detail), isRedacted, ...named }
}

/** The entry that a seal makes. `text` is the thinking that it seals, which has to come back with it. */
export function detailOfSeal(seal: Seal, text: string, index: number): JsonRecord {
  const kept = seal.origin === formatName ? parseJson(seal.value) : undefined
  if (isRecord(kept)) return kept
  const named = seal.id === undefined ? {} : { id: seal.id }
  const value = writeSeal(seal, formatName)
  return seal.isRedacted
    ? { type: 'reasoning.encrypted', data: value, ...named, index }
    : { type: 'reasoning.text', text, signature: value, ...named, index }
}

/** The text of an entry, whichever kind it is. */
export function textOfDetail(detail: unknown): string {
  return isRecord(detail) ? textOf(detail.text) || textOf(detail.summary) : ''
}

/**
 * What an assistant's message says of its thinking. `reasoning_details` says it best; without them there is only the text,
 * which compatible providers call `reasoning_content` or `reasoning`.
 */
export function thoughtsOf(message: JsonRecord): readonly ReasoningPart[] {
  const shown = textOf(message.reasoning_content) || textOf(message.reasoning)
  const details = Array.isArray(message.reasoning_details) ? message.reasoning_details.filter(isRecord) : []
  const thoughts = details.map((detail): ReasoningPart => {
    const seal = sealOfDetail(detail)
    return { type: 'reasoning', text: textOfDetail(detail), ...(seal && { seal }) }
  })
  const said = thoughts.filter(({ text, seal }) => text !== '' || seal)
  if (shown === '' || said.some(({ text }) => text !== '')) return said
  const [first, ...others] = said
  if (first?.seal && !first.seal.isRedacted) return [{ ...first, text: shown }, ...others]
  return [{ type: 'reasoning', text: shown }, ...said]
}

/** The seal beside a tool call. */
export function sealOfCall(call: JsonRecord): Seal | undefined {
  const { extra_content: extra } = call
  const google = isRecord(extra) && isRecord(extra.google) ? extra.google : {}
  const value = textOf(google.thought_signature)
  return value === '' ? undefined : readSeal(value, formatName)
}

export function callMemberOfSeal(seal: Seal | undefined): JsonRecord {
  return seal ? { extra_content: { google: { thought_signature: writeSeal(seal, formatName) } } } : {}
}
