import type { CallerWords } from '../../chat/caller-paths.ts'

/** Where this format has what writers note. */
export const chatWords: CallerWords = {
  max_tokens: ['max_completion_tokens', 'max_tokens'],
  reasoning: ['reasoning_effort', 'reasoning', 'thinking', 'enable_thinking'],
  user: ['safety_identifier', 'user'],
  tools: ['tools', 'functions'],
  tool_choice: ['tool_choice', 'function_call'],
}
