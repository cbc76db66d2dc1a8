// What the price table does not say about those who make models, and their own pages do.

/** What routers write before a maker's models: 'anthropic/claude-haiku-4-5'. */
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

/** Whose models a cloud names with its regions in front: 'us.anthropic.claude-haiku-4-5-20251001-v1:0'. */
export const regionalPrefixes = ['anthropic'] as const

export interface TierStart {
  /** As the table names the maker. */
  readonly makerId: string
  /** As the table has it. */
  readonly start: number
  /** The largest input that the tier does not hold for yet. */
  readonly above: number
}

/**
 * Where a maker's own page says something else than the table about the last token that costs the usual rate. A tier
 * holds for input larger than its start, so that a start of 199,999 is right for xAI, whose higher rate holds for a
 * prompt that "reaches" 200,000 tokens (https://docs.x.ai/docs/models); Google's holds for "prompts > 200k"
 * (https://ai.google.dev/gemini-api/docs/pricing), Anthropic's for more than 200K input tokens
 * (https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing), MiniMax's for "> 512k"
 * (https://platform.minimax.io/docs/guides/pricing-paygo), all as the table has them.
 */
export const tierStarts: readonly TierStart[] = [
  // "prompts with >272K input tokens are priced at 2x input and 1.5x output":
  // https://developers.openai.com/api/docs/models/gpt-5.4, and so on the pages of the models after it.
  { makerId: 'openai', start: 271_999, above: 272_000 },
]
