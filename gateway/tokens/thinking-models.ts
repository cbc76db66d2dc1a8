// Models that reason before they answer without being asked to, and show little or nothing of their reasoning.
const thinking = [
  /^(o[1-9]|gpt-5)/, // https://platform.openai.com/docs/guides/reasoning
  /^gemini-(2\.5|[3-9])/, // https://ai.google.dev/gemini-api/docs/thinking
  /^grok-(3-mini|4)/, // https://docs.x.ai/docs/guides/reasoning
  /^(deepseek-r|deepseek-reasoner|kimi-k2-thinking|magistral|qwq)/,
] as const

/** Decides by the model's name, with or without a provider before it. */
export function isThinkingModel(model: string): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return thinking.some(pattern => pattern.test(name))
}
