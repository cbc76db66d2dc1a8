// Models that reason before they answer without being asked to, and show little or nothing of their reasoning.
const thinking = [
  /^(o[1-9]|gpt-[5-9])/, // https://platform.openai.com/docs/guides/reasoning
  /^gemini-(2\.5|[3-9])/, // https://ai.google.dev/gemini-api/docs/thinking
  /^grok-(3-mini|4)/, // https://docs.x.ai/docs/guides/reasoning
  /^(deepseek-r|deepseek-reasoner|kimi-k2-thinking|magistral|qwq)/,
] as const

// Others reason only if they are asked to.
const thinkingIfAsked = [
  /claude-(3-7|(opus|sonnet|haiku)-[4-9])/, // https://platform.claude.com/docs/en/build-with-claude/extended-thinking
  /^gpt-oss/, // https://platform.openai.com/docs/models/gpt-oss-120b
  /^qwen3(?!.*(coder|embedding|instruct))/i, // https://qwen.readthedocs.io/en/latest/getting_started/quickstart.html
  /^deepseek-v(3\.[1-9]|[4-9])/i, // https://api-docs.deepseek.com/guides/thinking_mode
  /^glm-(4\.[5-9]|[5-9])/i, // https://docs.z.ai/guides/capabilities/thinking-mode
] as const

const answersAtOnce = /^gpt-[5-9].*-chat/

/** Decides by the model's name, with or without a provider before it. */
export function isThinkingModel(model: string): boolean {
  const name = nameOf(model)
  return thinking.some(pattern => pattern.test(name))
}

/** Whether the model is known to reason, by itself or if it is asked to. Decides as `isThinkingModel` does. */
export function canThink(model: string): boolean {
  const name = nameOf(model)
  if (answersAtOnce.test(name)) return false
  return isThinkingModel(model) || thinkingIfAsked.some(pattern => pattern.test(name))
}

function nameOf(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1)
}
