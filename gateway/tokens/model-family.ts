import type { EncodingName } from './encoding.ts'

/** Which tokenizer counts for a model, and by how much the model's own is known to count more. */
export interface TokenFamily {
  readonly encoding: EncodingName
  /** 1: the model's own tokenizer. Otherwise a prior on the ratio of its tokens to the encoding's. */
  readonly ratio: number
  /** The form in which its models are shown tools and calls. */
  readonly toolForm: 'typescript' | 'json'
}

// https://github.com/openai/tiktoken/blob/main/tiktoken/model.py
const o200k = /^(ft:)?(gpt-4o|gpt-4\.[1-9]|gpt-[5-9]|chatgpt-4o|o[1-9])/
const cl100k = /^(ft:)?(gpt-4|gpt-3\.5|gpt-35)/
// The tokenizers of other families are not published in full. English text measures 10 to 25 % longer than in
// o200k_base for Claude, and about as long for Llama and Mistral; a hold is better a little high.
const claude = /(^|\.)claude/

/** By the model's name, with or without a provider before it. */
export function familyOf(model: string): TokenFamily {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (o200k.test(name)) return { encoding: 'o200k_base', ratio: 1, toolForm: 'typescript' }
  if (cl100k.test(name)) return { encoding: 'cl100k_base', ratio: 1, toolForm: 'typescript' }
  if (claude.test(name)) return { encoding: 'o200k_base', ratio: 1.25, toolForm: 'json' }
  return { encoding: 'o200k_base', ratio: 1.1, toolForm: 'json' }
}

// Models that think, of providers that report it beside the answer or may not count it towards `max_tokens`.
const thinking =
  /reason|think|qwq|qwen3|magistral|gpt-oss|glm-(4\.[5-9]|[5-9])|minimax-m|kimi-k|deepseek-(r|v3\.[1-9]|v[4-9])|(^|-)r1(-|$)/

/**
 * Whether thinking may come on top of the most tokens that a request names. `asked`: it asks for reasoning; `bounded`: by the
 * bound that includes it, https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_completion_tokens
 */
export function mayReasonBeside(model: string, asked: boolean, bounded: boolean): boolean {
  const { ratio } = familyOf(model)
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  if (ratio === 1 || claude.test(name)) return false
  // https://docs.x.ai/docs/guides/reasoning: thinking is reported beside the completion, whatever bounds that.
  if (name.startsWith('grok')) return true
  return !bounded && (asked || thinking.test(name))
}
