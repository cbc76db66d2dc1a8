import type { JsonRecord } from '../../bytes/json-value.ts'
import { inputTokens, outputTokens, type TokenCounts, totalTokens } from '../../contract/chat.ts'

/** https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage: the prompt's count includes what was cached. */
export function usageOf(tokens: TokenCounts): JsonRecord {
  const written = tokens.cacheWrite + tokens.cacheWriteOneHour
  return {
    prompt_tokens: inputTokens(tokens),
    completion_tokens: outputTokens(tokens),
    total_tokens: totalTokens(tokens),
    prompt_tokens_details: {
      cached_tokens: tokens.cacheRead,
      audio_tokens: tokens.audioInput,
      ...(written > 0 && { cache_write_tokens: written }),
    },
    completion_tokens_details: {
      reasoning_tokens: tokens.reasoning ?? 0,
      audio_tokens: tokens.audioOutput,
    },
  }
}
