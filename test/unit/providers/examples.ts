// What is known of each kind of provider of the compatible family: an answer's usage in the shape of its own pages, and what such
// an answer costs at the table's prices. See "Add a provider" in CONTRIBUTING.md.

export interface Known {
  /** A model that it is known for. */
  readonly model: string
  readonly usage: object
  /** In dollars, computed by hand from the table's rates. */
  readonly cost: string
  readonly speaksMessages?: true
}

const counts = (prompt_tokens: number, completion_tokens: number) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
})
const cached = (cached_tokens: number) => ({ prompt_tokens_details: { cached_tokens } })

/** The kinds whose pages describe an endpoint for embeddings. */
export const embedding: ReadonlySet<string> = new Set([
  ...['openrouter', 'mistral', 'together', 'fireworks', 'cohere', 'nvidia-nim', 'deepinfra', 'nebius'],
  ...['lm-studio', 'llama-cpp', 'vllm'],
])

export const priced: Readonly<Record<string, Known>> = {
  // https://openrouter.ai/docs/cookbook/administration/usage-accounting, as it stands there
  openrouter: {
    model: 'anthropic/claude-sonnet-4.5',
    usage: {
      ...counts(194, 2),
      completion_tokens_details: { reasoning_tokens: 0 },
      cost: 0.95,
      cost_details: { upstream_inference_cost: 19 },
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100, audio_tokens: 0 },
    },
    cost: '0.95 exact',
    speaksMessages: true,
  },
  // 16 x 0.1 + 34 x 0.3
  mistral: { model: 'mistral-small-latest', usage: counts(16, 34), cost: '0.0000118 exact' },
  // https://console.groq.com/docs/prompt-caching: 33 x 0.15 + 4608 x 0.075 + 1817 x 0.6
  groq: {
    model: 'openai/gpt-oss-120b',
    usage: { ...counts(4641, 1817), ...cached(4608), queue_time: 0.03, prompt_time: 0.1, total_time: 4.7 },
    cost: '0.00144075 exact',
  },
  // https://api-docs.deepseek.com/api/create-chat-completion: 36 x 0.22 + 64 x 0.007 + 10 x 0.66
  deepseek: {
    model: 'deepseek-v4-flash',
    usage: {
      ...counts(100, 10),
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
      completion_tokens_details: { reasoning_tokens: 4 },
    },
    cost: '0.000014968 exact',
    speaksMessages: true,
  },
  // https://docs.x.ai/developers/advanced-api-usage/prompt-caching/usage-and-pricing: 27 x 2 + 98 x 0.3 + 48 x 6
  xai: {
    model: 'grok-4.5',
    usage: {
      ...counts(125, 48),
      prompt_tokens_details: { text_tokens: 125, audio_tokens: 0, image_tokens: 0, cached_tokens: 98 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    cost: '0.0003714 exact',
  },
  // 35 x 0.88
  together: {
    model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    usage: counts(15, 20),
    cost: '0.0000308 exact',
  },
  // 400 x 0.95 + 600 x 0.16 + 100 x 4
  fireworks: {
    model: 'accounts/fireworks/models/kimi-k2p6',
    usage: { ...counts(1000, 100), ...cached(600) },
    cost: '0.000876 exact',
    speaksMessages: true,
  },
  // 1000 x 0.35 + 200 x 0.75
  cerebras: { model: 'gpt-oss-120b', usage: { ...counts(1000, 200), ...cached(0) }, cost: '0.0005 exact' },
  // https://platform.kimi.ai/docs/api/chat: 100 x 0.95 + 2900 x 0.16 + 20 x 4
  moonshot: {
    model: 'kimi-k2.6',
    usage: { ...counts(3000, 20), cached_tokens: 2900 },
    cost: '0.000639 exact',
    speaksMessages: true,
  },
  // 800 x 1.4 + 200 x 0.26 + 300 x 4.4
  zai: {
    model: 'glm-5.3',
    usage: { ...counts(1000, 300), ...cached(200), completion_tokens_details: { reasoning_tokens: 250 } },
    cost: '0.002492 exact',
    speaksMessages: true,
  },
  // 100 x 0.3 + 50 x 1.2
  minimax: {
    model: 'MiniMax-M3',
    usage: { ...counts(100, 50), total_characters: 0, completion_tokens_details: { reasoning_tokens: 30 } },
    cost: '0.00009 exact',
    speaksMessages: true,
  },
  // 20 x 2.5 + 15 x 10
  cohere: { model: 'command-a-03-2025', usage: counts(20, 15), cost: '0.0002 exact' },
}

/** The table does not have these, or no price by the token is published. */
export const unpriced: Readonly<Record<string, Known>> = {
  'hugging-face': { model: 'openai/gpt-oss-120b', usage: counts(10, 5), cost: 'unknown exact' },
  'nvidia-nim': { model: 'meta/llama-3.3-70b-instruct', usage: counts(10, 5), cost: 'unknown exact' },
  deepinfra: {
    model: 'deepseek-ai/DeepSeek-V3',
    usage: { ...counts(10, 5), estimated_cost: 0.00002 },
    cost: 'unknown exact',
  },
  sambanova: {
    model: 'gpt-oss-120b',
    usage: { ...counts(10, 5), total_latency: 0.5, time_to_first_token: 0.1 },
    cost: 'unknown exact',
    speaksMessages: true,
  },
  // https://docs.tokenfactory.nebius.com/api-reference/introduction, as it stands there
  nebius: { model: 'meta-llama/Meta-Llama-3.1-70B-Instruct', usage: counts(13, 26), cost: 'unknown exact' },
}

/** These run on a machine of one's own. */
export const local: Readonly<Record<string, Known>> = {
  'lm-studio': {
    model: 'qwen/qwen3-8b',
    usage: counts(10, 5),
    cost: '0 exact',
    speaksMessages: true,
  },
  // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md, as it stands there
  'llama-cpp': {
    model: 'gpt-3.5-turbo',
    usage: { ...counts(44, 48), ...cached(0) },
    cost: '0 exact',
    speaksMessages: true,
  },
  vllm: {
    model: 'Qwen/Qwen3-8B',
    usage: { ...counts(10, 5), prompt_tokens_details: null },
    cost: '0 exact',
    speaksMessages: true,
  },
}

/** By kind. */
export const examples: Readonly<Record<string, Known>> = { ...priced, ...unpriced, ...local }

export const exampleKinds: readonly string[] = Object.keys(examples)
