// How a kind of provider reports the usage of an answer. It is plain data, so that it can be sent to a worker.

/** The names of nested members, starting from the usage object. */
export type MemberPath = readonly [string] | readonly [string, string]

export interface UsageReporting {
  /** Where reasoning tokens are counted: within the completion's count, beside it, or in whichever way fits the total. */
  readonly reasoning: 'within' | 'beside' | 'as-the-total-says'
  /** Where each count may be found. The first path that is present is used. */
  readonly counts: Readonly<Record<ReportedCount, readonly MemberPath[]>>
  /** Counts that are charged for but have no known price. If one of them is above zero, the cost is unknown. */
  readonly unpriced: readonly MemberPath[]
  /** Where the provider says what it charges, and how many units make a dollar. Empty if no such amount is believed. */
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

/** For the provider that made the format, and for all providers that report in another format. */
export const asTheFormatSays: UsageReporting = {
  reasoning: 'within',
  counts: formatsOwn,
  unpriced: [],
  bill: [],
}

/** For all compatible providers: every path on which a count is known to occur. The total tells how reasoning is counted. */
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

/** A provider that is known, and known to state no bill: an amount in its usage means something else. */
export const asTheCountsSay: UsageReporting = { ...asTheNumbersSay, bill: [] }
