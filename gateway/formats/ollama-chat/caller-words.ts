import type { CallerWords } from '../../chat/caller-paths.ts'

/** Where this format has what writers note. */
export const localWords: CallerWords = {
  response_format: ['format'],
  reasoning: ['think'],
  max_tokens: ['options.num_predict'],
  logprobs: ['logprobs'],
  stop: ['options.stop'],
  temperature: ['options.temperature'],
  top_p: ['options.top_p'],
  top_k: ['options.top_k'],
  frequency_penalty: ['options.frequency_penalty'],
  presence_penalty: ['options.presence_penalty'],
  seed: ['options.seed'],
}
