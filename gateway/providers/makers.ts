// Facts about the makers of models that are on the makers' own pages and not in the price table.

/** The prefixes that routers put before a maker's models, as in 'anthropic/claude-haiku-4-5'. */
export const makerPrefixes = [
  'anthropic',
  'openai',
  'google',
  'x-ai',
  'xai',
  'deepseek',
  'mistralai',
  'mistral',
  'moonshotai',
  'cohere',
  'zai',
] as const

/**
 * The makers whose models a cloud names with a region in front, as in 'us.anthropic.claude-haiku-4-5-20251001-v1:0'.
 */
export const regionalPrefixes = ['anthropic'] as const

export interface TierStart {
  /** The table's name for the maker. */
  readonly makerId: string
  /** The start of the tier in the table, in tokens. */
  readonly start: number
  /** The largest input, in tokens, to which the tier does not apply yet. */
  readonly above: number
}

/**
 * The tiers for which the maker's own page and the table disagree about the last token at the usual rate. A tier
 * applies to inputs larger than its start. For other makers the table is right: xAI's higher rate applies to a prompt
 * that "reaches" 200,000 tokens, so its start is 199,999 (https://docs.x.ai/docs/models). Google's applies to "prompts
 * > 200k" (https://ai.google.dev/gemini-api/docs/pricing), Anthropic's to more than 200K input tokens
 * (https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing), and MiniMax's to "> 512k"
 * (https://platform.minimax.io/docs/guides/pricing-paygo).
 */
export const tierStarts: readonly TierStart[] = [
  // "prompts with >272K input tokens are priced at 2x input and 1.5x output":
  // https://developers.openai.com/api/docs/models/gpt-5.4. The pages of later models say the same.
  { makerId: 'openai', start: 271_999, above: 272_000 },
]
