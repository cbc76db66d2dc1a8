import type { CapabilityName, FormatCapabilities } from './capabilities.ts'
import type { Conversation } from './conversation.ts'
import type { Receipt } from './receipt.ts'

/**
 * Notes what a request asks for and the format has no word for, with the reason that stands in its row of the matrix.
 * Writers see to everything else.
 */
export function dropUnsayable(
  conversation: Conversation,
  { of }: FormatCapabilities,
  receipt: Receipt,
): void {
  for (const [name, isAsked] of asked) {
    const said = of[name]
    if (typeof said !== 'string' && isAsked(conversation)) receipt.drop(name, said.because)
  }
}

/** Whether a request asks for it. Values that change nothing do not. */
const asked: readonly (readonly [CapabilityName, (conversation: Conversation) => boolean])[] = [
  ['cache_control', hasCacheMark],
  ['parallel_tool_calls', ({ parallelToolCalls }) => parallelToolCalls === false],
  ['verbosity', ({ verbosity = 'medium' }) => verbosity !== 'medium'],
  ['stop', ({ stopSequences = [] }) => stopSequences.length > 0],
  ['n', ({ choices = 1 }) => choices > 1],
  ['logprobs', ({ topLogprobs }) => topLogprobs !== undefined],
  ['top_k', ({ topK }) => topK !== undefined],
  ['frequency_penalty', ({ frequencyPenalty = 0 }) => frequencyPenalty !== 0],
  ['presence_penalty', ({ presencePenalty = 0 }) => presencePenalty !== 0],
  ['seed', ({ seed }) => seed !== undefined],
  ['service_tier', ({ serviceTier = 'auto' }) => serviceTier !== 'auto' && serviceTier !== 'default'],
  ['user', ({ user }) => user !== undefined],
  ['prompt_cache_key', ({ promptCacheKey }) => promptCacheKey !== undefined],
]

export function hasCacheMark({ tools, turns }: Conversation): boolean {
  const isMarked = (each: object) => 'cache' in each && each.cache !== undefined
  return (
    tools.some(isMarked) ||
    turns.some(({ parts }) =>
      parts.some(part => isMarked(part) || (part.type === 'tool-result' && part.content.some(isMarked))),
    )
  )
}

/** Whether the request ends with words of the assistant, with which some models go on and others do not. */
export function endsWithPrefill({ turns }: Conversation): boolean {
  const last = turns.at(-1)
  return last?.role === 'assistant' && last.parts.every(({ type }) => type === 'text')
}
