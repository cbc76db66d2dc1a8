// What it takes that another target goes on with an answer that broke off.
import type { AnswerPart } from '../chat/answer-part.ts'
import type { Conversation, Turn } from '../chat/conversation.ts'
import type { Receipt } from '../chat/receipt.ts'
import type { AnswerEncoder } from '../chat/translation.ts'
import { canThink } from '../tokens/thinking-models.ts'

/** An answer that broke off, for the request with which another target is to go on with it. */
export interface BrokenAnswer {
  /** Has written the stream so far. */
  readonly encoder: AnswerEncoder
  readonly receipt: Receipt
  /** Not empty. */
  readonly said: string
  readonly saidTokens: number
}

/** A longer text is not kept, and its answer is not continued. */
const keptCharacters = 256 * 1024

/**
 * Whether the answer to a request could be continued by another model: it is one text, of no prescribed form, and no tools have
 * a part in it.
 */
export function mayBeContinued({
  choices = 1,
  outputFormat,
  stream,
  tools,
  topLogprobs,
  turns,
}: Conversation) {
  const isPlain = stream && tools.length === 0 && choices === 1
  if (!isPlain || outputFormat !== undefined || topLogprobs !== undefined) return false
  const usesTools = ({ parts }: Turn) =>
    parts.some(({ type }) => type === 'tool-call' || type === 'tool-result')
  return turns.at(-1)?.role === 'user' && !turns.some(usesTools)
}

/** The conversation with what was said so far. It was said after all thinking, so there is no more of it. */
export function withSaid(
  conversation: Conversation,
  { said, saidTokens }: BrokenAnswer,
  model: string,
): Conversation {
  const { maxOutputTokens, reasoning, turns } = conversation
  return {
    ...conversation,
    // Some providers refuse white space at the end.
    turns: [...turns, { role: 'assistant', parts: [{ type: 'text', text: said.trimEnd() }] }],
    maxOutputTokens: maxOutputTokens && Math.max(1, maxOutputTokens - saidTokens),
    reasoning: reasoning || canThink(model) ? { effort: 'none' } : undefined,
  }
}

/** What was said after the part. Undefined if it is no longer text alone. */
export function saidAfter(said: string, part: AnswerPart): string | undefined {
  if (part.type !== 'text' || said.length + part.text.length > keptCharacters) return undefined
  return said + part.text
}
