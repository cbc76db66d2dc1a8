import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerAssembler } from '../../chat/cache-facts.ts'

/**
 * The last event of a stream repeats the whole response, but some servers leave out its items, which are then those that were
 * done before: https://platform.openai.com/docs/api-reference/responses-streaming/response/completed
 */
export function createResponseAssembler(): AnswerAssembler {
  const items = new Map<unknown, JsonRecord>()
  let response: JsonRecord | undefined
  let hasFailed = false
  return {
    add({ type, output_index: index, item, response: ended }) {
      if (type === 'response.output_item.done' && isRecord(item)) items.set(index ?? items.size, item)
      if (type === 'response.failed' || type === 'error') hasFailed = true
      const isEnd = type === 'response.completed' || type === 'response.incomplete'
      if (isEnd && isRecord(ended)) response = ended
    },
    whole() {
      if (!response || hasFailed) return undefined
      const { output } = response
      return Array.isArray(output) && output.length > 0
        ? response
        : { ...response, output: [...items.values()] }
    },
  }
}
