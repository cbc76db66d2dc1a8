// Marks for the prompt cache where the caller's format has none: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { hasCacheMark } from '../../chat/unsayable.ts'
import type { ModelTraits } from './generation.ts'

export interface PromptLists {
  readonly tools: readonly JsonRecord[]
  readonly system: readonly JsonRecord[]
  /** Messages, whose content is a list of blocks. */
  readonly messages: readonly JsonRecord[]
}

const bytesPerToken = 4
const mark = { cache_control: { type: 'ephemeral' } }

/**
 * Whether marks pay: what is written into the cache costs a quarter more, what is read from it a tenth, so they pay from the
 * second request on that begins with the same. Where the model may call tools, there is one for the results of each call. A
 * model that has to call a tool at once is usually asked only that once.
 */
export function isLoop(conversation: Conversation): boolean {
  const { tools, toolChoice, turns } = conversation
  if (tools.length === 0 || hasCacheMark(conversation)) return false
  const mayAnswer = toolChoice === undefined || toolChoice.type === 'auto'
  return mayAnswer || turns.some(({ role }) => role === 'tool')
}

/**
 * Marks the ends of what stays the same from request to request: the tools, the system's instructions, and the last two
 * messages of the user, of which the first is where the request before this one ended. The format takes four marks. A prompt
 * that is too short to be cached is left as it is.
 */
export function markLoop(
  lists: PromptLists,
  { leastCachedTokens }: ModelTraits,
  receipt: Receipt,
): PromptLists {
  const { tools, system, messages } = lists
  if (!isAsLongAs(leastCachedTokens * bytesPerToken, [tools, system, messages])) return lists
  receipt.change(
    'cache_control',
    'Marks for the provider’s cache are set, because the caller’s format has none.',
  )
  const [last, beforeLast] = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).toReversed()
  return {
    tools: withMarkedEnd(tools),
    system: withMarkedEnd(system),
    messages: messages.map((message, at) =>
      at === last || at === beforeLast
        ? { ...message, content: withMarkedEnd(message.content as readonly JsonRecord[]) }
        : message,
    ),
  }
}

function isAsLongAs(bytes: number, lists: readonly (readonly JsonRecord[])[]): boolean {
  let left = bytes
  for (const list of lists)
    for (const each of list) {
      left -= JSON.stringify(each).length
      if (left <= 0) return true
    }
  return false
}

function withMarkedEnd(list: readonly JsonRecord[]): readonly JsonRecord[] {
  return list.map((each, at) => (at === list.length - 1 ? { ...each, ...mark } : each))
}
