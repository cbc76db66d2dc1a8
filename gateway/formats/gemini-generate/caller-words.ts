import type { CallerWords } from '../../chat/caller-paths.ts'

/** Where this format has what writers note. */
export const generatedContentWords: CallerWords = {
  messages: ['contents'],
  stop: ['generationConfig.stopSequences'],
  max_tokens: ['generationConfig.maxOutputTokens'],
  temperature: ['generationConfig.temperature'],
  top_p: ['generationConfig.topP'],
  top_k: ['generationConfig.topK'],
  frequency_penalty: ['generationConfig.frequencyPenalty'],
  presence_penalty: ['generationConfig.presencePenalty'],
  seed: ['generationConfig.seed'],
  n: ['generationConfig.candidateCount'],
  logprobs: ['generationConfig.responseLogprobs'],
  reasoning: ['generationConfig.thinkingConfig'],
  response_format: [
    'generationConfig.responseSchema',
    'generationConfig.responseJsonSchema',
    'generationConfig.responseMimeType',
  ],
  tool_choice: ['toolConfig.functionCallingConfig'],
  service_tier: ['serviceTier'],
}
