// How a kind of provider reports what an answer used. Plain data, so that it may go to where answers are read.

/** Names of members from the usage inwards. */
export type MemberPath = readonly [string] | readonly [string, string]

export interface UsageReporting {
  /** Where reasoning stands: in the count of the completion, beside it, or where the total says that it does. */
  readonly reasoning: 'within' | 'beside' | 'as-the-total-says'
  /** Where each count may stand: the first that is there counts. */
  readonly counts: Readonly<Record<ReportedCount, readonly MemberPath[]>>
  /** What is charged for and has no known price: any such count above zero makes the cost unknown. */
  readonly unpriced: readonly MemberPath[]
  /** Where the provider itself says what it charges, in dollars or in parts of one; nowhere: it is not believed. */
  readonly bill: readonly { readonly path: MemberPath; readonly perDollar: number }[]
}

export type ReportedCount =
  | 'prompt'
  | 'completion'
  | 'total'
  | 'reasoning'
  | 'cacheRead'
  | 'cacheMiss'
  | 'cacheWrite'
  | 'audioInput'
  | 'textInput'
  | 'imageInput'
  | 'audioOutput'
  | 'textOutput'

/**
 * https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage, and as responses have it:
 * https://platform.openai.com/docs/api-reference/responses/object#responses-object-usage
 */
const formatsOwn: UsageReporting['counts'] = {
  prompt: [['prompt_tokens'], ['input_tokens']],
  completion: [['completion_tokens'], ['output_tokens']],
  total: [['total_tokens']],
  reasoning: [
    ['completion_tokens_details', 'reasoning_tokens'],
    ['output_tokens_details', 'reasoning_tokens'],
  ],
  cacheRead: [
    ['prompt_tokens_details', 'cached_tokens'],
    ['input_tokens_details', 'cached_tokens'],
  ],
  cacheMiss: [],
  cacheWrite: [
    ['prompt_tokens_details', 'cache_write_tokens'],
    ['input_tokens_details', 'cache_write_tokens'],
  ],
  audioInput: [['prompt_tokens_details', 'audio_tokens']],
  textInput: [['prompt_tokens_details', 'text_tokens']],
  imageInput: [['prompt_tokens_details', 'image_tokens']],
  audioOutput: [['completion_tokens_details', 'audio_tokens']],
  textOutput: [['completion_tokens_details', 'text_tokens']],
}

/** The provider that made the format, and everyone who reports in another. */
export const asTheFormatSays: UsageReporting = {
  reasoning: 'within',
  counts: formatsOwn,
  unpriced: [],
  bill: [],
}

/** Anyone who is compatible: every place that a count is known to stand at, and what the numbers say among each other. */
export const asTheNumbersSay: UsageReporting = {
  reasoning: 'as-the-total-says',
  counts: {
    ...formatsOwn,
    reasoning: [...formatsOwn.reasoning, ['reasoning_tokens']],
    cacheRead: [
      ...formatsOwn.cacheRead,
      ['cached_tokens'], // https://platform.kimi.ai/docs/api/chat
      ['prompt_cache_hit_tokens'], // https://api-docs.deepseek.com/api/create-chat-completion
      ['cache_read_input_tokens'],
    ],
    cacheMiss: [['prompt_cache_miss_tokens']],
    cacheWrite: [
      ...formatsOwn.cacheWrite, // https://openrouter.ai/docs/cookbook/administration/usage-accounting
      ['prompt_tokens_details', 'cache_creation_tokens'],
      ['cache_creation_input_tokens'],
    ],
  },
  // https://docs.x.ai/docs/guides/live-search and https://docs.perplexity.ai/guides/pricing
  unpriced: [['num_sources_used'], ['num_search_queries'], ['citation_tokens']],
  bill: [
    { path: ['cost'], perDollar: 1 }, // https://openrouter.ai/docs/cookbook/administration/usage-accounting
    { path: ['cost', 'total_cost'], perDollar: 1 }, // https://docs.perplexity.ai/api-reference/chat-completions-post
    { path: ['cost_in_usd_ticks'], perDollar: 1e10 }, // https://docs.x.ai/developers/cost-tracking
  ],
}
