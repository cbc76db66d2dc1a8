// The sums of an entry's token classes in SQL, equal to inputTokens() and outputTokens() of contract/chat.ts.

export const entryInputTokens =
  'input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_input_tokens'

export const entryOutputTokens = 'output_tokens + audio_output_tokens'
