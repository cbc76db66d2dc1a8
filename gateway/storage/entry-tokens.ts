// The classes of an entry's tokens, summed: inputTokens() and outputTokens() of contract/chat.ts, in SQL.

export const entryInputTokens =
  'input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_input_tokens'

export const entryOutputTokens = 'output_tokens + audio_output_tokens'
