interface OutputLimit {
  readonly pattern: RegExp
  readonly tokens: number
}

// Names are without the provider. A name that may later mean another model, such as an alias for the latest one, is left
// out: with too low a limit, a strict budget would hold too little.
const limits: readonly OutputLimit[] = [
  // https://platform.openai.com/docs/models, each model's "max output tokens"
  { pattern: /^gpt-5(\.[12])?-chat/, tokens: 16_384 },
  { pattern: /^gpt-5(\.[12])?-pro/, tokens: 272_000 },
  { pattern: /^gpt-5(\.[12])?(-mini|-nano|-codex)?(-\d|$)/, tokens: 128_000 },
  { pattern: /^gpt-4\.1(-mini|-nano)?(-\d|$)/, tokens: 32_768 },
  { pattern: /^gpt-4o-2024-05-13$/, tokens: 4096 },
  { pattern: /^gpt-4o(-mini)?(-\d|$)/, tokens: 16_384 },
  { pattern: /^gpt-4-turbo(-\d|$)/, tokens: 4096 },
  { pattern: /^gpt-4(-0613)?$/, tokens: 8192 },
  { pattern: /^gpt-3\.5-turbo(-\d|$)/, tokens: 4096 },
  { pattern: /^o1-preview/, tokens: 32_768 },
  { pattern: /^o1-mini/, tokens: 65_536 },
  { pattern: /^(o1|o1-pro|o3|o3-mini|o3-pro|o4-mini)(-\d|$)/, tokens: 100_000 },
  // https://docs.anthropic.com/en/docs/about-claude/models/overview, "max output"
  { pattern: /claude-(sonnet|haiku|opus)-4-5(-\d|@|$)/, tokens: 64_000 },
  { pattern: /claude-opus-4(-[01])?(-\d{8}|@|$)/, tokens: 32_000 },
  { pattern: /claude-sonnet-4(-0)?(-\d{8}|@|$)/, tokens: 64_000 },
  { pattern: /claude-3-7-sonnet-\d/, tokens: 128_000 }, // with the header for long output; 64,000 without it
  { pattern: /claude-3-5-(sonnet|haiku)-\d/, tokens: 8192 },
  { pattern: /claude-3-(haiku|sonnet|opus)-\d/, tokens: 4096 },
  // https://ai.google.dev/gemini-api/docs/models, "output token limit"
  { pattern: /^gemini-2\.5-(pro|flash|flash-lite)$/, tokens: 65_536 },
  { pattern: /^gemini-2\.0-flash(-lite)?(-\d|$)/, tokens: 8192 },
  { pattern: /^gemini-1\.5-(pro|flash)/, tokens: 8192 },
]

/** The most tokens that a model writes in one answer. The name may have a provider before it. Undefined if unknown. */
export function outputLimitOf(model: string): number | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return limits.find(({ pattern }) => pattern.test(name))?.tokens
}
