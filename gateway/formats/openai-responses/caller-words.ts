import type { CallerWords } from '../../chat/caller-paths.ts'

/** Where this format has what writers note. */
export const responsesWords: CallerWords = {
  messages: ['input'],
  response_format: ['text.format'],
  verbosity: ['text.verbosity'],
  max_tokens: ['max_output_tokens'],
  logprobs: ['top_logprobs', 'include'],
  user: ['safety_identifier', 'user'],
  cache_control: ['prompt_cache_breakpoint'],
}
