import type { CallerWords } from '../../chat/caller-paths.ts'

/** Where this format has what writers note. */
export const messagesWords: CallerWords = {
  reasoning: ['thinking', 'output_config.effort'],
  response_format: ['output_config.format', 'output_format'],
  stop: ['stop_sequences'],
  parallel_tool_calls: ['tool_choice.disable_parallel_tool_use'],
  user: ['metadata.user_id'],
}
