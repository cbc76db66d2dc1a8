// The response as an object: https://platform.openai.com/docs/api-reference/responses/object
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerHead, AnswerUsage, FinishReason } from '../../chat/answer-part.ts'
import { inputTokens, outputTokens } from '../../contract/chat.ts'

/** What it is before its first item. It repeats how it was asked for, as clients with types insist on. */
export function beginResponse({ id, model, createdAtMs, request }: AnswerHead): JsonRecord {
  const asked = isRecord(request) ? request : {}
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: Math.floor(createdAtMs / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    max_tool_calls: asked.max_tool_calls ?? null,
    metadata: asked.metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: asked.prompt_cache_key ?? null,
    reasoning: { effort: null, summary: null, ...recordOf(asked.reasoning) },
    safety_identifier: asked.safety_identifier ?? null,
    service_tier: asked.service_tier ?? 'auto',
    store: false,
    temperature: asked.temperature ?? null,
    text: { format: { type: 'text' }, ...recordOf(asked.text) },
    tool_choice: asked.tool_choice ?? 'auto',
    tools: asked.tools ?? [],
    top_logprobs: asked.top_logprobs ?? 0,
    top_p: asked.top_p ?? null,
    truncation: asked.truncation ?? 'disabled',
    usage: null,
    user: asked.user ?? null,
  }
}

function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

/** What it is at its end. */
export function endResponse(
  begun: JsonRecord,
  output: readonly JsonRecord[],
  reason: FinishReason,
  usage: AnswerUsage,
): JsonRecord {
  const why =
    reason === 'length' ? 'max_output_tokens' : reason === 'content-filter' ? 'content_filter' : undefined
  return {
    ...begun,
    status: why === undefined ? 'completed' : 'incomplete',
    incomplete_details: why === undefined ? null : { reason: why },
    output,
    usage: usage === undefined ? null : usageOf(usage),
  }
}

/** Here the input includes what was read from and written to the cache. */
function usageOf(usage: NonNullable<AnswerUsage>): JsonRecord {
  const input = inputTokens(usage)
  const output = outputTokens(usage)
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cacheRead,
      cache_write_tokens: usage.cacheWrite + usage.cacheWriteOneHour,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: input + output,
  }
}
