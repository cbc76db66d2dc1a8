import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { usesOf } from '../../chat/usage-counts.ts'
import { noUses, type ToolUses } from '../../pricing/bill.ts'

/** Collects, over all chunks of an answer, what the answer was grounded on. */
export interface Grounding {
  read(answer: JsonRecord): void
  uses(): ToolUses
}

/** Models before the third generation are charged per grounded prompt instead of per query. */
const chargedByPrompt = /gemini-[12](?!\d)/

/**
 * Each different query is charged once, however often it was made. Empty queries are not charged:
 * https://ai.google.dev/gemini-api/docs/google-search#pricing
 */
export function createGrounding(): Grounding {
  let queries: Set<string> | undefined
  let isGrounded = false
  let isElsewhere = false
  let model = ''

  function note({ webSearchQueries, imageSearchQueries, groundingChunks }: JsonRecord): void {
    for (const query of textsIn(webSearchQueries)) {
      queries ??= new Set()
      queries.add(query)
      isGrounded = true
    }
    if (textsIn(imageSearchQueries).length > 0) isElsewhere = true
    for (const chunk of Array.isArray(groundingChunks) ? groundingChunks.filter(isRecord) : []) {
      if (isRecord(chunk.web)) isGrounded = true
      // Maps, files and pictures have their own prices.
      else isElsewhere = true
    }
  }

  return {
    read({ candidates, modelVersion }) {
      if (typeof modelVersion === 'string') model = modelVersion
      for (const candidate of Array.isArray(candidates) ? candidates : []) {
        if (isRecord(candidate) && isRecord(candidate.groundingMetadata)) note(candidate.groundingMetadata)
      }
    },
    uses() {
      if (!isGrounded && !isElsewhere) return noUses
      const made = chargedByPrompt.test(model) ? 1 : (queries?.size ?? 1)
      return usesOf(isGrounded ? made : 0, isElsewhere ? 1 : 0)
    },
  }
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter(each => typeof each === 'string' && each !== '') : []
}
