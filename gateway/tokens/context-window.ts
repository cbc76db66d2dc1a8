interface ContextWindow {
  readonly pattern: RegExp
  readonly tokens: number
}

// Names are without the provider. A name that may later mean another model is left out, as in output-limit.ts.
const windows: readonly ContextWindow[] = [
  // https://platform.openai.com/docs/models, each model's "context window"
  { pattern: /^gpt-5(\.[12])?-chat/, tokens: 128_000 },
  { pattern: /^gpt-5(\.[12])?(-mini|-nano|-codex|-pro)?(-\d|$)/, tokens: 400_000 },
  { pattern: /^gpt-5-search-api/, tokens: 400_000 },
  { pattern: /^gpt-4\.1(-mini|-nano)?(-\d|$)/, tokens: 1_047_576 },
  { pattern: /^gpt-4o(-mini)?(-audio-preview|-search-preview)?(-\d|$)/, tokens: 128_000 },
  { pattern: /^(gpt-4-turbo|gpt-audio(-mini)?)(-\d|$)/, tokens: 128_000 },
  { pattern: /^(o1|o1-pro|o3|o3-mini|o3-pro|o4-mini)(-\d|$)/, tokens: 200_000 },
  // https://platform.claude.com/docs/en/about-claude/models/overview, "context window"
  { pattern: /claude-3-/, tokens: 200_000 },
  { pattern: /claude-(haiku|opus)-4-5(-\d|@|$)/, tokens: 200_000 },
  { pattern: /claude-opus-4(-[01])?(-\d{8}|@|$)/, tokens: 200_000 },
  { pattern: /claude-(opus|sonnet)-(4[-.][6-9]|5)/, tokens: 1_000_000 },
  // https://ai.google.dev/gemini-api/docs/models, "input token limit"
  { pattern: /^gemini-2\.[05]-(pro|flash|flash-lite)(-\d|$)/, tokens: 1_048_576 },
]

/**
 * Has a window of a million tokens if the request has a certain header:
 * https://platform.claude.com/docs/en/build-with-claude/context-windows#1m-token-context-window
 */
const extendable = /claude-sonnet-4(-0|-5)?(-\d{8}|@|$)/
const extendingBeta = 'context-1m'

/**
 * The most tokens that a model reads in one pass. Undefined if unknown. `betas` is the request's header that lists beta
 * features.
 */
export function contextWindowOf(model: string, betas = ''): number | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (extendable.test(name)) return betas.includes(extendingBeta) ? 1_000_000 : 200_000
  return windows.find(({ pattern }) => pattern.test(name))?.tokens
}
