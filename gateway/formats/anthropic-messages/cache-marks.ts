// The limits of marks for the prompt cache: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { Cacheable } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { PromptLists } from './loop-cache-marks.ts'

const marksAtMost = 4

export function cacheMark({ cache }: Cacheable): JsonRecord {
  if (cache === undefined) return {}
  return { cache_control: { type: 'ephemeral', ...(cache.lifetime === '1h' ? { ttl: '1h' } : {}) } }
}

/**
 * Keeps the marks of a request within the limits: at most four, and none of an hour behind one of five minutes. Of more, the
 * first stays, which covers what never changes, and the last three, which cover the most.
 */
export function limitCacheMarks(lists: PromptLists, receipt: Receipt): PromptLists {
  const { tools, system, messages } = lists
  const marks = countMarks(tools) + countMarks(system) + countMarks(messages)
  if (marks === 0) return lists
  if (marks > marksAtMost) {
    receipt.drop(
      'cache_control',
      `The provider takes ${marksAtMost} marks for its cache, and there are ${marks}.`,
    )
  }
  let number = 0
  let isShort = false
  function limit(block: JsonRecord): JsonRecord {
    const content = Array.isArray(block.content) ? { content: block.content.map(limitAny) } : {}
    const { cache_control, ...unmarked } = block
    if (!isRecord(cache_control)) return { ...block, ...content }
    const position = number++
    if (position > 0 && position <= marks - marksAtMost) return { ...unmarked, ...content }
    const isHour = cache_control.ttl === '1h'
    if (isHour && isShort) {
      receipt.change('cache_control', 'A mark of one hour behind one of five minutes lasts five minutes.')
      return { ...block, ...content, cache_control: { type: 'ephemeral' } }
    }
    if (!isHour) isShort = true
    return { ...block, ...content }
  }
  const limitAny = (block: unknown) => (isRecord(block) ? limit(block) : block)
  return { tools: tools.map(limit), system: system.map(limit), messages: messages.map(limit) }
}

function countMarks(list: readonly unknown[]): number {
  return list.filter(isRecord).reduce((sum, { cache_control, content }) => {
    return sum + (isRecord(cache_control) ? 1 : 0) + (Array.isArray(content) ? countMarks(content) : 0)
  }, 0)
}
